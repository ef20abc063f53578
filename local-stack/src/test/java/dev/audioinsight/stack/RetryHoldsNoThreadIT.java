package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Feared: jobs that wait for another attempt hold the threads of others, are lost on a stop, or are
 * begun for ever.
 */
class RetryHoldsNoThreadIT extends KafkaIT {
  private static final RetryPolicy SOON =
      new RetryPolicy(3, Duration.ofMillis(5), Duration.ofMillis(50));
  private static final RetryPolicy MUCH_LATER =
      new RetryPolicy(3, Duration.ofMinutes(9), Duration.ofMinutes(9));

  @Override
  protected int partitions() {
    return 2;
  }

  @Test
  void shouldAnswerOthersWhileFarMoreJobsWaitThanThereAreThreads() {
    // Given 20 jobs whose first attempt fails, and whose second is far away, on two threads
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add("again-" + i);
      sender.send("again-" + i, 0, Map.of("failTimes", 1));
    }
    Worker worker =
        worker(new ObedientProcessor(), topics.settings(bootstrapServers(), MUCH_LATER));
    await().atMost(LIMIT).until(() -> waiting(worker) == 20);

    sender.send("other", 0, Map.of());

    // Then the other is answered, and those that wait keep their places
    reader.awaitRecords(1, LIMIT);
    assertThat(reader.answers()).containsOnlyKeys("other");
    assertThat(worker.snapshots().latest().places().used()).isBetween(20L, 21L);
    assertThat(waiting(worker)).isEqualTo(20);

    // And a stop leaves them to the next owner, with the attempts that they have had
    worker.close();
    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), SOON));
    ids.add("other");
    reader.assertEachAnsweredOnce(ids, LIMIT);
    assertThat(reader.results())
        .filteredOn(result -> result.jobId().startsWith("again"))
        .allSatisfy(
            result -> {
              assertThat(result.status()).isEqualTo("ok");
              assertThat(result.source().attempt()).isEqualTo(3);
            });
  }

  @Test
  void shouldLeaveWhatWaitsToTheMemberThatTakesThePartitionOver() {
    // Given a job that waits in each of two partitions
    sender.send("again-0", 0, Map.of("failTimes", 1));
    sender.send("again-1", 1, Map.of("failTimes", 1));
    Worker first = worker(new ObedientProcessor(), topics.settings(bootstrapServers(), MUCH_LATER));
    await().atMost(LIMIT).until(() -> waiting(first) == 2);

    // When a member joins that does not wait long
    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), SOON));

    // Then it goes on with the job of the partition that it gets, and counts on
    reader.awaitRecords(1, LIMIT);
    assertThat(reader.results().get(0).source().attempt()).isEqualTo(3);
    await().atMost(LIMIT).until(() -> waiting(first) == 1);
    assertThat(first.snapshots().latest().places().used()).isEqualTo(1);
    reader.readToEnd();
    assertThat(reader.records()).hasSize(1);
  }

  @Test
  void shouldDeadLetterAJobAfterItsLastAttempt() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    sender.send("never", 0, Map.of("failTimes", 99));
    sender.send("bug", 0, Map.of("failTimes", 99, "fail", "INTERNAL"));
    sender.send("second", 0, Map.of("failTimes", 1));

    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), SOON), meters);

    reader.assertEachAnsweredOnce(List.of("never", "bug", "second"), LIMIT);
    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(2, LIMIT);
    assertThat(reader.results())
        .filteredOn(Result.Failed.class::isInstance)
        .extracting(result -> ((Result.Failed) result).error().code())
        .containsExactlyInAnyOrder(ErrorCode.FETCH_FAILED, ErrorCode.INTERNAL);
    assertThat(reader.results())
        .extracting(result -> result.jobId() + " " + result.source().attempt())
        .containsExactlyInAnyOrder("never 3", "bug 3", "second 2");
    assertThat(meters.get("audio.insight.retries").counter().count()).isEqualTo(5);
    letters.readToEnd();
    assertThat(letters.records()).hasSize(2);
  }

  private static long waiting(Worker worker) {
    WorkerSnapshot snapshot = worker.snapshots().latest();
    return snapshot.jobs().stream().filter(job -> job.stage().equals("waiting")).count();
  }
}
