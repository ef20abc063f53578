package dev.audioinsight.cli.status;

import dev.audioinsight.cli.Age;
import dev.audioinsight.contract.view.PlainText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows how far a group is to a person. Immutable. */
record StatusText(GroupStatus status, Instant now) {
  void print(PrintWriter out) {
    out.println(
        plain(
            "group "
                + status.group()
                + ": "
                + status.state()
                + ", "
                + count(status.members().size(), "worker")
                + ", "
                + count(status.unanswered(), "job")
                + " without an answer"));
    status.oldest().ifPresent(oldest -> out.println(plain(text(oldest))));
    out.println();
    out.println(
        row("partition", "committed", "end", "lag", "ahead", "unanswered", "open", "worker"));
    status.partitions().forEach(partition -> out.println(row(partition)));
    out.println(total());
    out.println();
    status.members().forEach(member -> out.println(plain(text(member))));
    status.topics().forEach(topic -> out.println(plain(text(topic))));
    out.flush();
  }

  private String text(OldestJob oldest) {
    return "oldest: partition "
        + oldest.partition()
        + ", offset "
        + oldest.offset()
        + ", sent "
        + Age.text(Duration.between(Instant.ofEpochMilli(oldest.timestamp()), now))
        + " ago, job "
        + oldest.jobId();
  }

  private static String text(Member member) {
    return "worker "
        + member.name()
        + " at "
        + member.host()
        + ": "
        + (member.partitions().isEmpty()
            ? "no partition"
            : "partitions "
                + member.partitions().stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ")));
  }

  private static String text(TopicSize topic) {
    return topic.partitions() == 0
        ? "topic " + topic.name() + " is not there"
        : "topic "
            + topic.name()
            + ": "
            + count(topic.partitions(), "partition")
            + ", "
            + count(topic.offsets(), "offset");
  }

  private static String row(PartitionStatus partition) {
    List<String> notes = new ArrayList<>(List.of(partition.worker().orElse("-")));
    partition.trouble().ifPresent(notes::add);
    if (partition.hasSuspects()) {
      notes.add("runs suspects one at a time");
    }
    return row(
        Integer.toString(partition.partition()),
        partition.committed().map(String::valueOf).orElse("-"),
        Long.toString(partition.end()),
        Long.toString(partition.lag()),
        Long.toString(partition.answeredAbove()),
        Long.toString(partition.unanswered()),
        Integer.toString(partition.open()),
        plain(String.join("; ", notes)));
  }

  private String total() {
    return row(
        "total",
        "",
        "",
        Long.toString(status.partitions().stream().mapToLong(PartitionStatus::lag).sum()),
        Long.toString(status.partitions().stream().mapToLong(PartitionStatus::answeredAbove).sum()),
        Long.toString(status.unanswered()),
        Integer.toString(status.partitions().stream().mapToInt(PartitionStatus::open).sum()),
        "");
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, "%-9s  %10s  %10s  %8s  %9s  %10s  %6s  %s", (Object[]) cells)
        .stripTrailing();
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String plain(String text) {
    return PlainText.of(text);
  }
}
