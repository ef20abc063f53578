package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * Tells how far a submission is: a bar that is redrawn where a person looks at it, else a line now
 * and then. Confined to one thread.
 */
final class Progress implements AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int REDRAW_MILLIS = 200;
  private static final int LEAST_BAR = 5;

  /** As wide as the launcher saw it; the library does not where standard output is a file. */
  private static final int COLUMNS = columns(Integer.getInteger("audioinsight.columns", 0));

  private final int count;
  private final PrintWriter err;
  private final ProgressBar bar;
  private final int answeredBefore;
  private final long start = System.nanoTime();
  private int answered;
  private long audioMs;
  private long nextLine = BETWEEN_LINES.toNanos();

  /**
   * @param count of all jobs
   * @param answered of them before this run
   * @param terminal whether standard error is one
   * @param err for lines where it is none
   */
  Progress(int count, int answered, boolean terminal, PrintWriter err) {
    this.count = count;
    this.answered = answered;
    this.answeredBefore = answered;
    this.err = err;
    this.bar = terminal ? bar(count, answered) : null;
  }

  /** Some terminals do not know, and say 0. */
  private static int columns(int told) {
    return told < 10 ? 80 : told;
  }

  private static ProgressBar bar(int count, int answered) {
    return new ProgressBarBuilder()
        .setInitialMax(count)
        .startsFrom(answered, Duration.ZERO)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setRenderer(Progress::render)
        .build();
  }

  void answered(Result result) {
    answered++;
    if (result.audio() != null && result.audio().durationMs() != null) {
      audioMs += result.audio().durationMs();
    }
    if (bar != null) {
      bar.setExtraMessage(detail());
      bar.step();
    } else if (System.nanoTime() - start >= nextLine) {
      nextLine = System.nanoTime() - start + BETWEEN_LINES.toNanos();
      err.println(line());
      err.flush();
    }
  }

  private String line() {
    return answered + " of " + count + " answered, " + detail();
  }

  private String detail() {
    long elapsed = (System.nanoTime() - start) / 1_000_000;
    int now = answered - answeredBefore;
    return text(audioMs)
        + " of audio"
        + (now == 0 ? "" : ", " + text(elapsed * (count - answered) / now) + " left");
  }

  /** As {@code 0:07} or {@code 1:02:07}. */
  static String text(long millis) {
    long seconds = Math.round(millis / 1_000.0);
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }

  private static String render(ProgressState state, int columns) {
    int width = Math.min(columns, COLUMNS - 1);
    return line(state.getCurrent(), state.getMax(), state.getExtraMessage(), width);
  }

  /** One line of at most so many columns; what is told last is left out first. */
  static String line(long answered, long count, String detail, int columns) {
    String head = answered + "/" + count;
    String tail = detail == null ? "" : detail;
    int room = columns - head.length() - tail.length() - 4;
    if (room < LEAST_BAR) {
      String both = head + " " + tail;
      return both.length() <= columns ? both : head.substring(0, Math.min(columns, head.length()));
    }
    int done = count == 0 ? room : (int) (room * Math.min(answered, count) / count);
    return head + " [" + "=".repeat(done) + " ".repeat(room - done) + "] " + tail;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    } else {
      err.println(line());
      err.flush();
    }
  }
}
