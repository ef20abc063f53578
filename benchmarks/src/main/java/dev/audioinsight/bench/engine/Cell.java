package dev.audioinsight.bench.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of conditions: how long a job is, whether it sleeps or keeps a core busy, how many may
 * be worked on at once. One job of every hundred is 20 times as long, at a place that wanders, so
 * that each partition has as many: an arm may get on faster in one of them. Immutable.
 */
public record Cell(int workMicros, boolean busy, int pool) {
  private static final Pattern TEXT = Pattern.compile("(busy-)?([0-9.]+)/([0-9]+)");
  private static final int LONG_ONE_IN = 100;
  private static final int LONG_FACTOR = 20;

  /**
   * Reads one such as {@code 10/100} (10 ms of sleep, pool of 100) or {@code busy-1/2}.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  static Cell of(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not MILLISECONDS/POOL or busy-MILLISECONDS/POOL: " + text);
    }
    int micros = (int) Math.round(Double.parseDouble(matcher.group(2)) * 1_000);
    return new Cell(micros, matcher.group(1) != null, Integer.parseInt(matcher.group(3)));
  }

  /** How long a job is. */
  long micros(int job) {
    int hundred = job / LONG_ONE_IN;
    int place = (LONG_ONE_IN / 2 + hundred) % LONG_ONE_IN;
    return job % LONG_ONE_IN == place ? (long) LONG_FACTOR * workMicros : workMicros;
  }

  /** Jobs a second if nothing but the work took time; infinite where there is none. */
  double idealRate() {
    double meanMicros = workMicros * (1 + (LONG_FACTOR - 1.0) / LONG_ONE_IN);
    int atOnce = busy ? Math.min(pool, Runtime.getRuntime().availableProcessors()) : pool;
    return atOnce * 1e6 / meanMicros;
  }

  @Override
  public String toString() {
    return "%s %s ms, pool %d"
        .formatted(
            busy ? "busy" : "sleeping", Double.toString(workMicros / 1e3).replace(".0", ""), pool);
  }
}
