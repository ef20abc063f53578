package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Feared: the sign of life that an idle worker asks for waits on the broker behind the worker's own
 * fetch, and a broker that is there is taken for one that is away.
 */
class IdlePulseIT extends KafkaIT {
  private static final int PULSES = 20;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void shouldHearTheBrokerWhileFetchesWaitForRecords() {
    TopicPartition partition = new TopicPartition(topics.jobs(), 0);
    Consumer<byte[], byte[]> consumer =
        opened(new Clients(topics.settings(bootstrapServers(), Map.of())).consumer());
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0);
    Assignments assignments = new Assignments(new CrashMark.Dirty(1, 10));
    assignments.assigned(List.of(partition));
    assignments.restored(partition, new Progress(0, new TreeMap<>()), 0);
    Troubles troubles = new Troubles(new WorkerMetrics(meters), nanos::get);
    Pulse pulse = new Pulse(consumer, assignments, troubles, Patience.DEFAULT, nanos::get);
    consumer.poll(PollLoop.Pace.DEFAULT.longestPoll());

    // The clock of the pulse runs ahead: each step finds that it is time to ask.
    for (int i = 0; i < PULSES; i++) {
      nanos.addAndGet(Patience.DEFAULT.pulse().toNanos());
      pulse.step(true);
      consumer.poll(Duration.ofMillis(10));
    }

    assertThat(meters.counter("audio.insight.broker.troubles", "kind", "unreachable").count())
        .isZero();
  }
}
