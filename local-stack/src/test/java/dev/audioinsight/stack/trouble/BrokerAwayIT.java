package dev.audioinsight.stack.trouble;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Feared: a broker that is away for longer than every time-out ends the worker, fills its log, or
 * costs or doubles an answer.
 */
class BrokerAwayIT {

  @Test
  @Timeout(180)
  void shouldWaitForABrokerThatIsAwayForLongerThanEveryTimeout() {
    Map<String, String> broker =
        Map.of(
            "group.min.session.timeout.ms", "500",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "200");
    Map<String, String> impatient =
        Map.of(
            "consumer.session.timeout.ms", "1000",
            "consumer.heartbeat.interval.ms", "300",
            "consumer.request.timeout.ms", "800",
            "producer.request.timeout.ms", "500",
            "producer.delivery.timeout.ms", "1000",
            "producer.max.block.ms", "700",
            "producer.transaction.timeout.ms", "1500");

    new Outage(Duration.ofSeconds(30), broker, impatient).run();
  }
}
