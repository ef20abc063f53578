package dev.audioinsight.cli;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.view.PlainText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audio-insight replay}. */
@Command(
    name = "replay",
    description = {
      "Moves dead letters back to the topic that they came from; each becomes a new job of the same"
          + " id.",
      "A letter is replayed once: the committed offsets of --group and their metadata remember it,"
          + " in the transaction of the move. What is left out is there for the next run; a letter"
          + " that comes back dead is a new one. With another --group all letters are there again,"
          + " as they are when the broker forgets the group: offsets.retention.minutes (7 days)"
          + " after the last run.",
      "One run at a time: a second one of the same group ends the first. Letters that arrive during"
          + " a run are left to the next."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that were chosen are moved, or shown",
      "1:some could not be moved",
      "2:wrong usage",
      "3:no broker, or another replay has begun"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight replay --code FETCH_FAILED --newer-than 1d --dry-run",
      "  audio-insight replay --job-id call-0042"
    })
final class ReplayCommand implements Callable<Integer> {
  @Option(
      names = "--code",
      split = ",",
      paramLabel = "CODE",
      description = "Only these error codes, such as FETCH_FAILED; may be repeated.")
  Set<ErrorCode> codes = new LinkedHashSet<>();

  @Option(
      names = "--job-id",
      paramLabel = "ID",
      description = "Only the job of this id; may be repeated.")
  Set<String> jobIds = new LinkedHashSet<>();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      converter = Age.class,
      description = "Only letters dead for at least so long: 90s, 15m, 12h, 7d.")
  Duration olderThan;

  @Option(
      names = "--newer-than",
      paramLabel = "AGE",
      converter = Age.class,
      description = "Only letters dead for less than so long.")
  Duration newerThan;

  @Option(names = "--all", description = "All letters; needed where nothing else is chosen by.")
  boolean all;

  @Option(names = "--dry-run", description = "Only show what would be moved.")
  boolean dryRun;

  @Option(
      names = "--dead-letter-topic",
      defaultValue = "${env:AUDIO_INSIGHT_DEAD_LETTER_TOPIC:-audio.jobs.dlq}",
      description = "Dead letters (env AUDIO_INSIGHT_DEAD_LETTER_TOPIC; default ${DEFAULT-VALUE}).")
  String deadLetterTopic;

  @Option(
      names = "--group",
      defaultValue = "${env:AUDIO_INSIGHT_REPLAY_GROUP:-audio-insight-replay}",
      description =
          "Who remembers what was replayed (env AUDIO_INSIGHT_REPLAY_GROUP; default"
              + " ${DEFAULT-VALUE}).")
  String group;

  @Mixin ConnectionOptions connectionOptions;

  @Spec CommandSpec spec;

  private int good;
  private int bad;

  @Override
  public Integer call() {
    requireChoice();
    Connection connection = connectionOptions.connection();
    connection.require(deadLetterTopic);
    ReplayFilter filter =
        new ReplayFilter(
            codes.stream().map(ErrorCode::name).collect(Collectors.toSet()),
            jobIds,
            Optional.ofNullable(olderThan),
            Optional.ofNullable(newerThan),
            Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    out.println(row("letter", "code", "age", "job", "from", "bytes", "what"));
    Optional<ReplayMover> mover =
        dryRun ? Optional.empty() : Optional.of(new ReplayMover(connection, group));
    try (AutoCloseable closing = () -> mover.ifPresent(ReplayMover::close);
        Replay replay = new Replay(connection, deadLetterTopic, group, mover)) {
      if (replay.isFirst()) {
        spec.commandLine()
            .getErr()
            .println(
                "no earlier replay of the group "
                    + PlainText.of(group)
                    + " is known: none was made, or the last is longer ago than the broker's"
                    + " offsets.retention.minutes, and what it moved is moved again");
      }
      replay.run(filter, (letter, fate) -> show(letter, fate, filter, out));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    out.println(
        bad + good == 0
            ? "no dead letter is chosen"
            : good + (dryRun ? " would be moved, " : " moved, ") + bad + " cannot be");
    out.flush();
    return bad == 0 ? 0 : CliException.INCOMPLETE;
  }

  private void requireChoice() {
    boolean chosen =
        !codes.isEmpty() || !jobIds.isEmpty() || olderThan != null || newerThan != null;
    if (chosen == all) {
      throw new ParameterException(
          spec.commandLine(),
          "say which: --code, --job-id, --older-than, --newer-than; or --all instead");
    }
  }

  private void show(DeadLetter letter, Replay.Fate fate, ReplayFilter filter, PrintWriter out) {
    if (fate.isGood()) {
      good++;
    } else {
      bad++;
    }
    byte[] value = letter.record().value();
    String size = value == null ? "-" : Integer.toString(value.length);
    out.println(
        row(
            letter.record().partition() + "@" + letter.record().offset(),
            letter.code().orElse("-"),
            Age.text(filter.age(letter)),
            letter.jobId(),
            letter.original() + "@" + letter.offset(),
            letter.isReference() ? "reference" : size,
            fate.toString()));
    out.flush();
  }

  private static String row(String... cells) {
    Object[] plain = List.of(cells).stream().map(PlainText::of).toArray();
    return String.format(Locale.ROOT, "%-12s  %-17s  %6s  %-32s  %-40s  %9s  %s", plain);
  }
}
