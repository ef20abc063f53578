package dev.audioinsight.cli.status;

import java.util.List;
import java.util.Optional;

/**
 * How far a group is. Immutable.
 *
 * @param group its name
 * @param state as Kafka calls it, such as {@code Stable}
 * @param oldest empty where all is answered, or the jobs topic must not be read
 */
record GroupStatus(
    String group,
    String state,
    List<Member> members,
    List<PartitionStatus> partitions,
    List<TopicSize> topics,
    Optional<OldestJob> oldest) {

  long unanswered() {
    return partitions.stream().mapToLong(PartitionStatus::unanswered).sum();
  }

  /** Whether jobs wait and nobody is there to answer them. */
  boolean isForsaken() {
    return members.isEmpty() && unanswered() > 0;
  }
}
