package dev.audioinsight.cli.status;

import dev.audioinsight.cli.Connection;
import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.StampedMetadata;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster how far a group is. Confined to one thread. */
final class GroupReader {
  private static final long LIMIT_SECONDS = 30;
  private static final ListOffsetsOptions COMMITTED =
      new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

  private final Connection connection;
  private final Admin admin;

  private GroupReader(Connection connection, Admin admin) {
    this.connection = connection;
    this.admin = admin;
  }

  /**
   * Asks.
   *
   * @param jobs the topic that the group answers
   * @param others topics of which the size is to be told
   */
  static GroupStatus read(Connection connection, String group, String jobs, List<String> others) {
    return connection.ask(admin -> new GroupReader(connection, admin).read(group, jobs, others));
  }

  private GroupStatus read(String group, String jobs, List<String> others)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription topic = topic(jobs).orElseThrow();
    Optional<ConsumerGroupDescription> description = description(group);
    List<Member> members =
        description.stream()
            .flatMap(d -> d.members().stream())
            .map(member -> member(member, jobs))
            .sorted(Comparator.comparing(Member::name))
            .toList();
    List<PartitionStatus> partitions = partitions(group, topic, members);
    List<TopicSize> sizes = new ArrayList<>();
    for (String name : Stream.concat(Stream.of(jobs), others.stream()).toList()) {
      sizes.add(size(name));
    }
    String state = description.map(d -> d.groupState().toString()).orElse("none");
    return new GroupStatus(
        group,
        state,
        members,
        partitions,
        sizes,
        OldestJobReader.read(connection, jobs, partitions));
  }

  private Optional<TopicDescription> topic(String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Optional.of(get(admin.describeTopics(List.of(name)).topicNameValues().get(name)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<ConsumerGroupDescription> description(String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Optional.of(
          get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Member member(MemberDescription member, String jobs) {
    List<Integer> partitions =
        member.assignment().topicPartitions().stream()
            .filter(partition -> partition.topic().equals(jobs))
            .map(TopicPartition::partition)
            .sorted()
            .toList();
    return new Member(member.consumerId(), member.host(), partitions);
  }

  private List<PartitionStatus> partitions(
      String group, TopicDescription topic, List<Member> members)
      throws ExecutionException, InterruptedException, TimeoutException {
    // The ends last: what is sent and answered meanwhile is no commit past the end.
    Map<TopicPartition, OffsetAndMetadata> commits =
        CommitReader.read(connection, admin, group, Set.copyOf(partitions(topic)));
    Map<TopicPartition, Long> beginnings = offsets(topic, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(topic, OffsetSpec.latest());
    Map<Integer, String> owners = new HashMap<>();
    members.forEach(m -> m.partitions().forEach(partition -> owners.put(partition, m.name())));
    List<PartitionStatus> all = new ArrayList<>();
    for (TopicPartition partition : partitions(topic)) {
      int number = partition.partition();
      all.add(
          status(
              new PartitionStatus(
                  number,
                  beginnings.get(partition),
                  ends.get(partition),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.ofNullable(owners.get(number))),
              commits.get(partition),
              topic.topicId().toString()));
    }
    return all;
  }

  /** The same with what was committed. */
  static PartitionStatus status(PartitionStatus bare, OffsetAndMetadata commit, String topicId) {
    if (commit == null) {
      return bare;
    }
    StampedMetadata metadata = StampedMetadata.read(commit.metadata());
    if (metadata.isOfAnother(Optional.of(topicId))) {
      return with(bare, Optional.empty(), Optional.empty(), "committed for a deleted topic");
    }
    if (commit.offset() > bare.end()) {
      return with(bare, Optional.of(commit.offset()), Optional.empty(), "committed past the end");
    }
    try {
      Progress progress = CommitMetadata.decode(commit.offset(), metadata.progress());
      return with(bare, Optional.of(commit.offset()), Optional.of(progress), null);
    } catch (UnreadableMetadataException e) {
      return with(
          bare, Optional.of(commit.offset()), Optional.empty(), "unreadable: " + e.getMessage());
    }
  }

  private static PartitionStatus with(
      PartitionStatus bare, Optional<Long> committed, Optional<Progress> progress, String trouble) {
    return new PartitionStatus(
        bare.partition(),
        bare.beginning(),
        bare.end(),
        committed,
        progress,
        Optional.ofNullable(trouble),
        bare.worker());
  }

  private TopicSize size(String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    Optional<TopicDescription> topic = topic(name);
    if (topic.isEmpty()) {
      return new TopicSize(name, 0, 0);
    }
    long offsets =
        offsets(topic.get(), OffsetSpec.latest()).values().stream().mapToLong(o -> o).sum()
            - offsets(topic.get(), OffsetSpec.earliest()).values().stream().mapToLong(o -> o).sum();
    return new TopicSize(name, topic.get().partitions().size(), offsets);
  }

  private Map<TopicPartition, Long> offsets(TopicDescription topic, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions(topic).stream().collect(Collectors.toMap(p -> p, p -> which));
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        get(admin.listOffsets(asked, COMMITTED).all());
    return answer.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(info -> new TopicPartition(topic.name(), info.partition()))
        .toList();
  }

  private static <T> T get(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
