package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Feared: one partition without a leader that holds all others back; a broker that goes away while
 * it is asked where a partition stands, and ends the worker.
 */
class RestorerTest {
  private static final TopicPartition LEADERLESS = new TopicPartition("jobs", 1);
  private static final List<TopicPartition> ALL =
      List.of(new TopicPartition("jobs", 0), LEADERLESS, new TopicPartition("jobs", 2));

  private final LeaderlessConsumer consumer = new LeaderlessConsumer();
  private final Assignments assignments = new Assignments(new CrashMark.Dirty(1, 10));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(meters);
  private long now;
  private final Troubles troubles = new Troubles(metrics, () -> now);
  private final FixedTopics cluster = new FixedTopics();
  private final TopicWatch topics = FixedTopics.watch(cluster);
  private final Restorer restorer =
      restorer(new RestorePolicy(RestorePolicy.StartAt.EARLIEST, false));

  @BeforeEach
  void setUp() {
    consumer.assign(ALL);
    for (TopicPartition partition : ALL) {
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 5L));
    }
    assignments.assigned(ALL);
  }

  @Test
  void shouldRestoreTheOthersWhereOnePartitionHasNoLeader() {
    step(2 * ALL.size());
    assertThat(assignments.restoring()).containsExactly(LEADERLESS);

    consumer.leaderless = false;
    step(1);

    assertThat(assignments.restoring()).isEmpty();
  }

  @Test
  void shouldAskForAllAtOnceWhereNothingTimesOut() {
    consumer.leaderless = false;

    assertThat(restorer.step()).isTrue();

    assertThat(assignments.restoring()).isEmpty();
  }

  @Test
  void shouldAskAgainWhenTheBrokerIsDisconnectedOrSilent() {
    consumer.leaderless = false;
    consumer.failures.add(new DisconnectException());
    consumer.failures.add(new TimeoutException());

    assertThat(restorer.step()).isFalse();
    assertThat(restorer.step()).isFalse();
    step(ALL.size());

    assertThat(assignments.ledgers()).containsOnlyKeys(ALL);
  }

  @Test
  void shouldAskAgainAsTheMemberThatItIsNextWhenTheGroupHasGivenItUp() {
    consumer.leaderless = false;
    consumer.failures.add(new UnknownMemberIdException());
    consumer.failures.add(new StaleMemberEpochException("as the test says"));
    consumer.failures.add(new FencedMemberEpochException("as the test says"));

    for (int i = 0; i < 3; i++) {
      assertThat(restorer.step()).isFalse();
    }
    step(ALL.size());

    assertThat(assignments.ledgers()).containsOnlyKeys(ALL);
  }

  @Test
  void shouldReconcileWithoutALeader() {
    consumer.leaderless = false;
    step(1);
    consumer.leaderless = true;
    PartitionLedger ledger = assignments.ledgers().get(LEADERLESS);
    ledger.admit(0);
    ledger.admit(1);
    Progress committed = new Progress(1, new TreeMap<>());
    consumer.commitSync(
        Map.of(LEADERLESS, new OffsetAndMetadata(1, CommitMetadata.encode(committed))));
    assignments.doubt();

    step(1);

    assertThat(assignments.reconciling()).isEmpty();
    assertThat(ledger.isIncomplete(0)).isFalse();
    assertThat(ledger.isIncomplete(1)).isTrue();
  }

  @Test
  void shouldTakeNothingForDoneWhereNothingIsCommitted() {
    // Given a group that began at the end, and whose first transaction was aborted
    Restorer atTheEnd = restorer(new RestorePolicy(RestorePolicy.StartAt.LATEST, false));
    consumer.leaderless = false;
    atTheEnd.step();
    PartitionLedger ledger = assignments.ledgers().get(LEADERLESS);
    ledger.admit(5);
    consumer.updateEndOffsets(Map.of(LEADERLESS, 6L));
    assignments.doubt();

    atTheEnd.step();

    assertThat(assignments.reconciling()).isEmpty();
    assertThat(ledger.isIncomplete(5)).isTrue();
  }

  @Test
  void shouldSayOfAPartitionThatItIsNotPolledForAsLongAsTheBrokerDoesNotTellWhereItStands() {
    step(2 * ALL.size());
    assertThat(troubles.present()).as("an owner's open transaction takes a while").isEmpty();

    now += Duration.ofSeconds(30).toNanos();
    step(2 * ALL.size());
    assertThat(troubles.present().orElseThrow()).contains("jobs-1").doesNotContain("jobs-0");
    assertThat(
            meters
                .get("audio.insight.broker.troubles")
                .tag("kind", "progress_unknown")
                .counter()
                .count())
        .isEqualTo(1);

    consumer.leaderless = false;
    step(2);
    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldGoOnWhereAnAdministratorSetsTheOffsetPastAnOpenTransaction() {
    // Given logs whose last stable offset is 5, and one of them with an open transaction up to 9
    consumer.leaderless = false;
    TopicPartition open = ALL.get(0);
    TopicPartition another = ALL.get(2);
    cluster.ends.put(open, 9L);
    cluster.ends.put(another, 5L);
    consumer.commitSync(
        Map.of(open, new OffsetAndMetadata(9, ""), another, new OffsetAndMetadata(9, "")));

    step(1);

    assertThat(assignments.ledgers().get(open).base()).isEqualTo(9);
    assertThat(assignments.ledgers().get(another).base())
        .as("it was made for another log")
        .isZero();
  }

  @Test
  void shouldSayThatNothingIsPolledWhereTheTopicsAreNotTold() {
    topics.doubt();
    step(1);
    now += Duration.ofSeconds(30).toNanos();

    step(1);

    assertThat(troubles.present().orElseThrow()).contains("jobs-0", "jobs-1", "jobs-2");
  }

  private Restorer restorer(RestorePolicy policy) {
    return new Restorer(
        consumer,
        assignments,
        policy,
        Duration.ofMillis(100),
        topics,
        troubles,
        metrics,
        () -> now);
  }

  private void step(int times) {
    for (int i = 0; i < times; i++) {
      restorer.step();
    }
  }

  /**
   * It cannot tell the ends of a partition without a leader, nor of any set that has it; and it
   * fails as often as it is told to when it is asked what is committed.
   */
  private static final class LeaderlessConsumer extends MockConsumer<byte[], byte[]> {
    private final Queue<KafkaException> failures = new ArrayDeque<>();
    private boolean leaderless = true;

    LeaderlessConsumer() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration limit) {
      KafkaException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      return super.committed(partitions, limit);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(
        Collection<TopicPartition> partitions, Duration limit) {
      failWithoutALeader(partitions);
      return super.beginningOffsets(partitions, limit);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration limit) {
      failWithoutALeader(partitions);
      return super.endOffsets(partitions, limit);
    }

    private void failWithoutALeader(Collection<TopicPartition> partitions) {
      if (leaderless && Set.copyOf(partitions).contains(LEADERLESS)) {
        throw new TimeoutException("no leader");
      }
    }
  }
}
