package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketTest {

  @Test
  void shouldBeDueAtTheTimeLimitOnceItHasBegun() throws Exception {
    Ticket ticket = ticket();
    assertThat(ticket.endDueNanos()).isEmpty();

    long before = System.nanoTime();
    ticket.begin();
    ticket.read(job(60_000));

    assertThat(ticket.endDueNanos().orElseThrow() - before)
        .isBetween(60_000_000_000L, 60_000_000_000L + System.nanoTime() - before);
  }

  @Test
  void shouldNotBeDueBeforeItsBeginningThoughTheLimitPassedWhileItWaited() throws Exception {
    Ticket first = ticket();
    first.begin();
    first.read(job(1));
    Ticket next = first.next();
    long until = System.nanoTime() + 2_000_000;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }

    next.queue(System.nanoTime());
    long before = System.nanoTime();
    next.begin();

    assertThat(next.endDueNanos().orElseThrow() - before).isNotNegative();
  }

  private static Ticket ticket() {
    JobRecord record = new JobRecord(new Source("jobs", 0, 0, 1), 0, null, null, List.of());
    return new Ticket(record, 1, System.nanoTime());
  }

  private static Job job(long timeoutMs) throws Exception {
    String json = "{\"audio\": {\"uri\": \"file:///a.wav\"}, \"timeoutMs\": " + timeoutMs + "}";
    return JobCodec.decode(json.getBytes(StandardCharsets.UTF_8), "a");
  }
}
