package dev.audioinsight.stack.trouble;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Feared: what the short outage is too short to meet, with the time-outs that users have: after
 * five minutes the producer forgets its topics, and the consumer its place in the group.
 */
@Tag("chaos")
class LongBrokerAwayIT {

  @Test
  @Timeout(900)
  void shouldWaitForABrokerThatIsAwayForMoreThanFiveMinutes() {
    new Outage(Duration.ofSeconds(320), Map.of(), Map.of()).run();
  }
}
