package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Feared: a topic that was made anew and is taken for the old one, or the other way round. */
class TopicWatchTest {
  private final FixedTopics cluster = new FixedTopics();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Troubles troubles = new Troubles(new WorkerMetrics(meters), System::nanoTime);
  private long now;
  private final TopicWatch watch =
      new TopicWatch(
          cluster,
          new Routes("jobs", "results", "dlq", "workers"),
          troubles,
          Duration.ofSeconds(10),
          () -> now);

  @Test
  void shouldKnowTheTopicOnceItHasLooked() {
    assertThat(watch.isKnown()).isFalse();

    assertThat(watch.look()).isFalse();

    assertThat(watch.isKnown()).isTrue();
    assertThat(watch.jobsId()).contains(cluster.ids.get("jobs"));
  }

  @Test
  void shouldFindATopicThatWasMadeAnew() {
    watch.look();
    cluster.ids.put("jobs", Uuid.randomUuid());
    assertThat(watch.look()).as("it is not asked at every turn").isFalse();

    now += Duration.ofSeconds(5).toNanos();
    assertThat(watch.look()).isTrue();

    assertThat(watch.jobsId()).contains(cluster.ids.get("jobs"));
    assertThat(met("topic_recreated")).isEqualTo(1);
    now += Duration.ofSeconds(5).toNanos();
    assertThat(watch.look()).isFalse();
  }

  @Test
  void shouldKnowNothingAfterADoubtUntilItHasAskedAgain() {
    watch.look();
    cluster.missing.add("jobs");

    watch.doubt();
    watch.look();
    assertThat(watch.isKnown()).isFalse();

    cluster.missing.clear();
    now += Duration.ofSeconds(1).toNanos();
    watch.look();
    assertThat(watch.isKnown()).isTrue();
  }

  @Test
  void shouldSayWhichTopicIsMissingForAsLongAsItIs() {
    watch.look();
    cluster.missing.add("results");
    now += Duration.ofSeconds(5).toNanos();
    watch.look();
    assertThat(watch.allThere()).isFalse();
    assertThat(troubles.present().orElseThrow()).contains("results");

    cluster.missing.clear();
    now += Duration.ofSeconds(1).toNanos();
    watch.look();
    assertThat(watch.allThere()).isTrue();
    assertThat(troubles.present()).isEmpty();
    assertThat(met("topic_missing")).isEqualTo(1);
  }

  @Test
  void shouldSayThatTheBrokerIsAwayForAsLongAsItTellsNothing() {
    watch.look();
    // A name that cannot be resolved fails the making of a client, not the question.
    cluster.failure = new KafkaException("no resolvable bootstrap urls");
    for (int second = 0; second < 14; second++) {
      now += Duration.ofSeconds(1).toNanos();
      assertThat(watch.look()).isFalse();
      assertThat(troubles.present()).isEmpty();
    }
    now += Duration.ofSeconds(1).toNanos();
    watch.look();
    assertThat(troubles.present()).contains(Troubles.SILENT);

    cluster.failure = null;
    now += Duration.ofSeconds(1).toNanos();
    watch.look();
    assertThat(troubles.present()).isEmpty();
    assertThat(met("unreachable")).isEqualTo(1);
  }

  private double met(String kind) {
    return meters.get("audio.insight.broker.troubles").tag("kind", kind).counter().count();
  }
}
