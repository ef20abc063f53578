package dev.audioinsight.bench.harness;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;

/**
 * How long a polling thread was away from {@code poll}, turn by turn: its own account, or what the
 * worker's meter is told. Thread-safe.
 */
public final class TurnTimes {
  private static final long AT_POLL = Long.MIN_VALUE;

  private double[] milliseconds = new double[1_024];
  private int count;
  private long awaySince = AT_POLL;

  /** A poll has returned. */
  public synchronized void leave() {
    awaySince = System.nanoTime();
  }

  /** The next poll begins. */
  public synchronized void comeBack() {
    if (awaySince != AT_POLL) {
      add(System.nanoTime() - awaySince);
      awaySince = AT_POLL;
    }
  }

  synchronized void add(long nanos) {
    if (count == milliseconds.length) {
      milliseconds = Arrays.copyOf(milliseconds, 2 * count);
    }
    milliseconds[count++] = nanos / 1e6;
  }

  /** A registry in which the worker's meter of the same adds to this. */
  public MeterRegistry registry() {
    return new TurnRegistry(this);
  }

  /** The figures since this was last asked; a turn that has not ended counts with what it took. */
  public synchronized Figures take() {
    if (awaySince != AT_POLL) {
      add(System.nanoTime() - awaySince);
    }
    double[] all = Arrays.copyOf(milliseconds, count);
    count = 0;
    return new Figures(
        Statistics.percentile(all, 0.5),
        Statistics.percentile(all, 0.99),
        Statistics.percentile(all, 0.999),
        Statistics.percentile(all, 1));
  }

  /** Milliseconds of a turn outside poll; not a number where nobody took the time. Immutable. */
  public record Figures(double p50, double p99, double p999, double longest) {
    public String toLine() {
      return p50 + " " + p99 + " " + p999 + " " + longest;
    }

    public static Figures of(String line) {
      String[] fields = line.split(" ");
      return new Figures(
          Double.parseDouble(fields[0]),
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]));
    }
  }
}
