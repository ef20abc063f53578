package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Feared: a worker that is alive and consumes nothing; and as much, one that is restarted over an
 * idle topic, a long job or a broker that is away.
 */
class PulseTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);
  private static final Duration STALL = Patience.DEFAULT.stall();
  private static final Duration HOURS = Duration.ofHours(2);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos;
  private boolean silent;
  private final Troubles troubles = new Troubles(new WorkerMetrics(meters), () -> nanos);
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
            Collection<TopicPartition> partitions, Duration limit) {
          if (silent) {
            throw new TimeoutException("no leader");
          }
          return super.endOffsets(partitions, limit);
        }
      };
  private final Assignments assignments = new Assignments(new CrashMark.Dirty(1, 10));
  private final Pulse pulse =
      new Pulse(consumer, assignments, troubles, Patience.DEFAULT, () -> nanos);

  @BeforeEach
  void setUp() {
    consumer.assign(List.of(PARTITION));
    consumer.seek(PARTITION, 10);
    assignments.assigned(List.of(PARTITION));
    assignments.restored(PARTITION, new Progress(10, new TreeMap<>()), 10);
    end(10);
  }

  @Test
  void shouldLeaveAnIdleTopicInPeace() {
    steps(HOURS, true);

    assertThat(pulse.lines()).isEmpty();
    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldFindRecordsThatDoNotComeThoughTheBrokerHasThem() {
    end(20);
    steps(STALL, false);
    assertThat(pulse.lines()).isEmpty();

    steps(Duration.ofSeconds(10), false);

    assertThat(pulse.lines())
        .containsExactly(
            "jobs-0 is stuck at offset 10: the broker has records from there on, and they do not"
                + " come");
  }

  @Test
  void shouldTakeThatBackWhenTheyCome() {
    end(20);
    steps(STALL.multipliedBy(2), false);
    assertThat(pulse.lines()).isNotEmpty();

    consumer.seek(PARTITION, 11);
    steps(Duration.ofSeconds(1), false);

    assertThat(pulse.lines()).isEmpty();
  }

  @Test
  void shouldSayNoMoreThatTheBrokerIsAwayOnceRecordsCome() {
    silent = true;
    steps(Duration.ofMinutes(1), false);
    assertThat(troubles.present()).contains(Troubles.SILENT);

    silent = false;
    consumer.seek(PARTITION, 11);
    steps(Duration.ofSeconds(1), false);

    assertThat(troubles.present()).as("it is not asked while positions move").isEmpty();
  }

  @Test
  void shouldSayNoMoreThatTheBrokerIsAwayOnceAnotherMemberHasThePartitions() {
    silent = true;
    steps(Duration.ofMinutes(1), false);
    assertThat(troubles.present()).contains(Troubles.SILENT);

    assignments.dropped(List.of(PARTITION));
    steps(Duration.ofSeconds(1), false);

    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldExcuseAPartitionThatIsPausedWhileWorkIsInFlight() {
    end(20);
    consumer.pause(List.of(PARTITION));

    steps(HOURS, false);

    assertThat(pulse.lines()).isEmpty();
  }

  @Test
  void shouldFindAPartitionThatStaysPausedThoughNothingIsInFlight() {
    end(20);
    consumer.pause(List.of(PARTITION));

    steps(STALL.multipliedBy(2), true);

    assertThat(pulse.lines()).hasSize(1);
  }

  @Test
  void shouldBlameNobodyForABrokerThatIsAwayAndSayThatItIs() {
    // Given records that were known of before it went away
    end(20);
    steps(STALL.minusSeconds(20), false);
    silent = true;

    steps(HOURS, false);

    assertThat(pulse.lines()).isEmpty();
    assertThat(troubles.present()).contains(Troubles.SILENT);
    assertThat(meters.get("audio.insight.broker.troubles").tag("kind", "unreachable").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
  }

  @Test
  void shouldForgetASilenceWhenTheBrokerAnswersAgain() {
    silent = true;
    steps(Duration.ofMinutes(1), true);
    silent = false;

    steps(Duration.ofSeconds(10), true);

    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldCountAnewAfterASilenceForHowLongRecordsDoNotCome() {
    end(20);
    steps(Duration.ofSeconds(30), false);
    silent = true;
    steps(STALL.multipliedBy(2), false);
    silent = false;

    steps(STALL, false);
    assertThat(pulse.lines()).isEmpty();

    steps(Duration.ofSeconds(10), false);
    assertThat(pulse.lines()).hasSize(1);
  }

  @Test
  void shouldNotTakeOneQuestionThatTimedOutForAnAbsence() {
    silent = true;
    steps(Duration.ofSeconds(10), true);

    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldBeginAnewWhereNobodyWatchedForAWhile() {
    // Given a process that slept, or a publication that waited for the broker
    end(20);
    steps(Duration.ofSeconds(30), false);
    nanos += STALL.multipliedBy(2).toNanos();

    steps(STALL, false);
    assertThat(pulse.lines()).isEmpty();

    steps(Duration.ofSeconds(10), false);
    assertThat(pulse.lines()).hasSize(1);
  }

  @Test
  void shouldForgetWhatIsAssignedNoMore() {
    end(20);
    steps(STALL.multipliedBy(2), false);

    assignments.dropped(List.of(PARTITION));
    steps(Duration.ofSeconds(1), false);

    assertThat(pulse.lines()).isEmpty();
  }

  private void end(long offset) {
    consumer.updateEndOffsets(Map.of(PARTITION, offset));
  }

  /** Turns as they pass in so much time. */
  private void steps(Duration time, boolean idle) {
    for (long end = nanos + time.toNanos(); nanos < end; ) {
      nanos += Duration.ofSeconds(1).toNanos();
      pulse.step(idle);
    }
  }
}
