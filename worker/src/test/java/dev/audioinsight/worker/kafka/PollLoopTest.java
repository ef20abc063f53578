package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turns the real loop over a real pool of one thread, whose jobs all fail with what may pass. */
class PollLoopTest {
  private static final TopicPartition FIRST = new TopicPartition("jobs", 0);
  private static final TopicPartition SECOND = new TopicPartition("jobs", 1);
  private static final int PLACES = 5;

  /** A job whose time is over before it is read is answered, and does not hang. */
  private static final int ENOUGH_TO_BEGIN_MS = 500;

  private static final Duration HOUR = Duration.ofHours(1);
  private static final CrashMark.Dirty DEAD = new CrashMark.Dirty(-1, PLACES);

  private final LateConsumer consumer = new LateConsumer();
  private final Broker broker = new Broker(consumer);
  private final WorkerMetrics metrics = new WorkerMetrics(new SimpleMeterRegistry());
  private final FixedTopics cluster = new FixedTopics();
  private volatile CountDownLatch gate = new CountDownLatch(1);
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final InferencePool pool =
      new InferencePool(
          1,
          PLACES,
          new Answerer(
              this::fail, deadlines, Answerer.provenance("test", "w-1"), Clock.systemUTC()));
  private long now = System.nanoTime();
  private final Retries retries =
      new Retries(
          new RetryPolicy(2, Duration.ofSeconds(10), Duration.ofSeconds(10)),
          () -> now,
          new SplittableRandom(1),
          metrics);
  private PollLoop loop;
  private long timeoutMs = 600_000;

  @BeforeEach
  void setUp() {
    loop = loop(Patience.DEFAULT);
    consumer.subscribe(List.of("jobs"));
  }

  private PollLoop loop(Patience patience) {
    return new PollLoop(
        consumer,
        broker,
        new RestorePolicy(RestorePolicy.StartAt.EARLIEST, false),
        new InFlight(PLACES, Long.MAX_VALUE),
        PLACES,
        pool,
        retries,
        new Routes("jobs", "results", "dlq", "workers"),
        new RecordLimits(1_000_000),
        FixedTopics.watch(cluster),
        new Troubles(metrics, System::nanoTime),
        metrics,
        new PollLoop.Pace(
            Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(20), patience));
  }

  @AfterEach
  void tearDown() {
    gate.countDown();
    pool.close();
    deadlines.close();
  }

  @Test
  void shouldBeginASuspectsNextAttemptAloneAfterAWaitWithACleanMark() {
    gate.countDown();
    assign(List.of(FIRST, SECOND), Map.of(FIRST, 1, SECOND, 1));
    suspect(FIRST);

    turnUntil(() -> !retries.isEmpty() || !broker.answers().isEmpty());
    assertThat(broker.answers()).as("the failure may pass").isEmpty();

    turnUntil(() -> markOf(FIRST).dirty().isEmpty());
    assertThat(markOf(FIRST).suspects())
        .as("a kill from outside counts as no attempt alone, and lifts no suspicion")
        .hasValue(new CrashMark.Suspects(1, 0, 0));
    assertThat(begun).containsExactly("jobs-0-0");

    // The second attempt ends when it has been looked at, and no sooner
    gate = new CountDownLatch(1);
    now += Duration.ofSeconds(10).toNanos();
    turnUntil(() -> begun.size() == 2);
    assertThat(markOf(FIRST).suspects())
        .as("its second attempt is committed before it begins")
        .hasValue(new CrashMark.Suspects(1, 0, 1));
    gate.countDown();
    turnUntil(() -> !broker.answers().isEmpty());

    assertThat(begun).as("nothing ran beside it").startsWith("jobs-0-0", "jobs-0-0");
    Outgoing first = broker.answers().get(0);
    assertThat(errorOf(first)).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(first.ticket().record().source().attempt()).isEqualTo(2);
    turnUntil(() -> markOf(FIRST).suspects().isEmpty());
  }

  @Test
  void shouldEndAWaitThatBeganBeforeSuspectsWereFoundElsewhere() {
    gate.countDown();
    assign(List.of(FIRST), Map.of(FIRST, 1));
    turnUntil(() -> !retries.isEmpty());
    assign(List.of(FIRST, SECOND), Map.of(SECOND, 1));
    suspect(SECOND);
    for (int i = 0; i < 20; i++) {
      loop.turn();
    }
    assertThat(broker.answers()).isEmpty();

    now += Duration.ofSeconds(10).toNanos();
    turnUntil(() -> broker.answers().size() == 1);
    turnUntil(() -> !retries.isEmpty());
    now += Duration.ofSeconds(10).toNanos();
    turnUntil(() -> broker.answers().size() == 2);

    assertThat(broker.answers())
        .extracting(outgoing -> outgoing.ticket().record().source().partition())
        .containsExactly(0, 1);
    assertThat(loop.isDrained()).isTrue();
  }

  @Test
  void shouldCountNoAttemptOfAJobThatNeverBeganBeforeItsPartitionLeft() throws Exception {
    beginTheFirstOfThree();

    loop.listener().onPartitionsRevoked(List.of(FIRST));

    assertThat(broker.committed(FIRST).incomplete())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(0L, 1, 1L, 0, 2L, 0)));
  }

  @Test
  void shouldTakeAnAttemptBackOnceThoughTheJobIsGivenUpTwice() throws Exception {
    beginTheFirstOfThree();

    loop.startDraining();
    loop.turn();
    loop.listener().onPartitionsRevoked(List.of(FIRST));

    assertThat(broker.committed(FIRST).incomplete())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(0L, 1, 1L, 0, 2L, 0)));
  }

  @Test
  void shouldKeepTheAttemptOfAJobWhoseWaitIsCutShort() throws Exception {
    gate.countDown();
    assign(List.of(FIRST), Map.of(FIRST, 1));
    turnUntil(() -> !retries.isEmpty());

    loop.listener().onPartitionsRevoked(List.of(FIRST));

    assertThat(broker.committed(FIRST).incomplete()).containsEntry(0L, 1);
  }

  @Test
  void shouldEndWhatWasGivenUpWhenTheThreadIsFree() {
    beginTheFirstOfThree();
    loop.startDraining();

    gate.countDown();
    turnUntil(loop::isDrained);

    assertThat(broker.answers()).isEmpty();
  }

  @Test
  void shouldLeaveADeathToBeReadWhereAJobHangsThoughItsPartitionLeavesInOrder() throws Exception {
    // Given a job that is deaf to the end of its time limit
    timeoutMs = ENOUGH_TO_BEGIN_MS;
    loop = loop(new Patience(Duration.ZERO, HOUR, HOUR, HOUR));
    assign(List.of(FIRST), Map.of(FIRST, 1));
    turnUntil(() -> !standstills().isEmpty());
    assertThat(standstills())
        .containsExactly(
            "jobs-0@0 job jobs-0-0 hangs: its thread has not come back since its time limit");

    loop.listener().onPartitionsRevoked(List.of(FIRST));

    assertThat(broker.committed(FIRST).mark().dirty())
        .as("so that the next owners suspect it, and end it by CRASHED_WORKER")
        .isPresent();
  }

  @Test
  void shouldTakeNoJobForHungThatEndsAfterItsLimit() {
    timeoutMs = ENOUGH_TO_BEGIN_MS;
    loop = loop(new Patience(Duration.ZERO, HOUR, HOUR, HOUR));
    assign(List.of(FIRST), Map.of(FIRST, 1));
    turnUntil(() -> !standstills().isEmpty());

    gate.countDown();

    turnUntil(() -> standstills().isEmpty());
  }

  @Test
  void shouldTakeNoJobForHungWithinItsLimit() throws Exception {
    loop = loop(new Patience(Duration.ZERO, HOUR, HOUR, HOUR));
    beginTheFirstOfThree();
    // The watch looks four times a second.
    long begun = System.nanoTime();
    turnUntil(() -> System.nanoTime() - begun > Duration.ofMillis(600).toNanos());

    assertThat(standstills()).isEmpty();
    loop.listener().onPartitionsRevoked(List.of(FIRST));
    assertThat(broker.committed(FIRST).mark().dirty()).isEmpty();
  }

  @Test
  void shouldTouchNoPartitionThatTheConsumerIsAboutToForget() {
    assign(List.of(FIRST, SECOND), Map.of(FIRST, 1, SECOND, 1));
    loop.turn();

    loop.listener().onPartitionsLost(List.of(FIRST));
    loop.listener().onPartitionsRevoked(List.of(SECOND));
    consumer.forgotten.addAll(List.of(FIRST, SECOND));

    assertThat(consumer.assignment()).as("it still says so").contains(FIRST, SECOND);
    assertThatCode(() -> loop.turn()).doesNotThrowAnyException();
  }

  @Test
  void shouldBeginAnewWithWhatItKeepsWhereARevocationFindsTheTopicMadeAnew() throws Exception {
    // Given two partitions whose one job each is answered
    gate.countDown();
    assign(List.of(FIRST, SECOND), Map.of(FIRST, 1, SECOND, 1));
    turnUntil(() -> retries.all().size() == 2);
    now += Duration.ofSeconds(10).toNanos();
    turnUntil(() -> broker.answers().size() == 2);
    assertThat(broker.committed(SECOND).base()).isEqualTo(1);

    // When the topic is another one by the time that the first of them goes
    cluster.ids.put("jobs", Uuid.randomUuid());
    loop.listener().onPartitionsRevoked(List.of(FIRST));
    loop.turn();
    loop.turn();

    // Then the job at the old offset of the other is not taken for done
    assertThat(loop.snapshot(WorkerSnapshot.State.RUNNING).partitions())
        .extracting(WorkerSnapshot.PartitionView::partition, view -> view.committedOffset())
        .containsExactly(tuple(1, 0L));
  }

  @Test
  void shouldLeaveACleanMarkWhereTheFirstOneIsOnItsWayWhenThePartitionLeaves() throws Exception {
    assign(List.of(FIRST), Map.of(FIRST, 0));
    broker.next(Publisher.Outcome.SENT);
    turnUntil(() -> broker.asked() == 1);

    loop.listener().onPartitionsRevoked(List.of(FIRST));
    loop.turn();

    assertThat(markOf(FIRST).dirty()).as("given up in order").isEmpty();
  }

  private List<String> standstills() {
    return loop.snapshot(WorkerSnapshot.State.RUNNING).standstills();
  }

  /** All three are admitted, but the one thread is busy with the first. */
  private void beginTheFirstOfThree() {
    assign(List.of(FIRST), Map.of(FIRST, 3));
    turnUntil(() -> pool.running() == 1);
  }

  /** Gives the loop partitions, those that are new with so many records. */
  private void assign(List<TopicPartition> all, Map<TopicPartition, Integer> fresh) {
    consumer.rebalance(all);
    fresh.forEach(
        (partition, records) -> {
          consumer.updateBeginningOffsets(Map.of(partition, 0L));
          consumer.updateEndOffsets(Map.of(partition, (long) records));
          loop.listener().onPartitionsAssigned(List.of(partition));
          for (int offset = 0; offset < records; offset++) {
            consumer.addRecord(record(partition, offset));
          }
        });
  }

  /** Two owners died with offset 0 unanswered, which none is known to have begun. */
  private void suspect(TopicPartition partition) {
    Progress progress =
        new Progress(
            1, new TreeMap<>(Map.of(0L, 0)), new CrashMark(Optional.of(DEAD), 1, Optional.empty()));
    consumer.commitSync(
        Map.of(partition, new OffsetAndMetadata(0, CommitMetadata.encode(progress))));
  }

  private CrashMark markOf(TopicPartition partition) {
    try {
      return broker.committed(partition).mark();
    } catch (UnreadableMetadataException e) {
      throw new AssertionError(e);
    }
  }

  private void turnUntil(BooleanSupplier done) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it takes too long").isLessThan(deadline);
      loop.turn();
    }
  }

  private Findings fail(Job job, Cancellation cancellation) throws JobFailedException {
    begun.add(job.jobId());
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new JobFailedException(new JobError(ErrorCode.FETCH_FAILED, "as the test says", true));
  }

  private static ErrorCode errorOf(Outgoing outgoing) {
    return outgoing.answered().answer().error().map(JobError::code).orElseThrow();
  }

  private ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    byte[] json =
        ("{\"audio\": {\"uri\": \"file:///a.wav\"}, \"timeoutMs\": " + timeoutMs + "}")
            .getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, json);
  }
}
