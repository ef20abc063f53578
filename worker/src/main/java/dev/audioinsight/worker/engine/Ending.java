package dev.audioinsight.worker.engine;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How pools of threads end. Thread-safe. */
final class Ending {
  private static final Logger log = LoggerFactory.getLogger(Ending.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Ending() {}

  /**
   * Gives up what is queued and waits for what runs.
   *
   * @param name of the threads, as the log is to tell of those that do not end
   * @param running how many of them do
   */
  static void of(ExecutorService threads, String name, IntSupplier running) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn(
            "{} {} threads did not end within {} s", running.getAsInt(), name, LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
