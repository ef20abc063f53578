package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Feared: answers that are never taken, for they are tried all at once each time. */
class PublicationSizeTest {
  private static final Routes ROUTES = new Routes("jobs", "results", "dlq", "workers");

  private long now;
  private final PublicationSize size = new PublicationSize(() -> now);
  private final List<Outgoing> ready =
      IntStream.range(0, 100).mapToObj(PublicationSizeTest::outgoing).toList();

  @Test
  void shouldTryHalfOfWhatWasNotTaken() {
    assertThat(size.next(ready)).isEqualTo(ready);

    size.failed(ready);
    assertThat(size.next(ready)).isEqualTo(ready.subList(0, 50));

    size.failed(ready.subList(0, 50));
    assertThat(size.next(ready)).isEqualTo(ready.subList(0, 25));
  }

  @Test
  void shouldTryOneAtLeast() {
    for (int i = 0; i < 50; i++) {
      size.failed(size.next(ready));
    }
    assertThat(size.next(ready)).isEqualTo(ready.subList(0, 1));

    // A publication of offsets alone says nothing of the size of answers.
    size.failed(List.of());
    assertThat(size.next(ready)).isEqualTo(ready.subList(0, 1));
    assertThat(size.next(List.of())).isEmpty();
  }

  @Test
  void shouldTryMoreWhereLessWasTakenQuickly() {
    size.failed(ready);
    size.next(ready);
    now += Duration.ofSeconds(5).toNanos();
    size.confirmed();
    assertThat(size.next(ready)).as("half of it took long").hasSize(50);

    now += Duration.ofMillis(20).toNanos();
    size.confirmed();
    assertThat(size.next(ready)).isEqualTo(ready);
  }

  private static Outgoing outgoing(int offset) {
    return Outgoing.of(
        Answers.completed(Answers.ticket(offset, 1), 100), ROUTES, new RecordLimits(1_000_000));
  }
}
