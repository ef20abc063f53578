package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.observe.BrokerTrouble;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/**
 * Feared: a trouble that lasts counts with every look at it, and stays a reason once it is over.
 */
class TroublesTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Troubles troubles = new Troubles(new WorkerMetrics(meters), () -> 0);

  @Test
  void shouldCountATroubleOnceForAsLongAsItLasts() {
    troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, "no answer");
    troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, "no answer");
    assertThat(counted("unreachable")).isEqualTo(1);

    troubles.over(BrokerTrouble.UNREACHABLE, Pulse.class);
    troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, "no answer");
    assertThat(counted("unreachable")).isEqualTo(2);
  }

  @Test
  void shouldNameWhatLastsAndNothingElse() {
    troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, "no answer");
    troubles.met(BrokerTrouble.TOPIC_MISSING, Pulse.class, "no topic");
    troubles.happened(BrokerTrouble.OFFSETS_RESET, "reset");
    assertThat(troubles.present()).contains("no answer; no topic");

    troubles.over(BrokerTrouble.UNREACHABLE, Pulse.class);
    assertThat(troubles.present()).contains("no topic");

    troubles.over(BrokerTrouble.TOPIC_MISSING, Pulse.class);
    assertThat(troubles.present()).isEmpty();
    assertThat(counted("offsets_reset")).isEqualTo(1);
  }

  @Test
  void shouldLastForAsLongAsOneOfThoseWhoMetItDoesNotSayOtherwise() {
    troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, "no answer");
    troubles.met(BrokerTrouble.UNREACHABLE, TopicWatch.class, "no answer");
    troubles.over(BrokerTrouble.UNREACHABLE, TopicWatch.class);
    troubles.over(BrokerTrouble.UNREACHABLE, Publisher.class);
    assertThat(troubles.present()).contains("no answer");

    troubles.met(BrokerTrouble.UNREACHABLE, TopicWatch.class, "no answer");
    assertThat(counted("unreachable")).as("it is the same trouble").isEqualTo(1);

    troubles.over(BrokerTrouble.UNREACHABLE, TopicWatch.class);
    troubles.over(BrokerTrouble.UNREACHABLE, Pulse.class);
    assertThat(troubles.present()).isEmpty();
  }

  private double counted(String kind) {
    return meters.get("audio.insight.broker.troubles").tag("kind", kind).counter().count();
  }
}
