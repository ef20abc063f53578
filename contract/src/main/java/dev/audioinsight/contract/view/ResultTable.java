package dev.audioinsight.contract.view;

import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of results, one line each: file, duration, SNR, speakers, confidence, milliseconds; where
 * channels were separate, one more for each channel.
 */
public final class ResultTable {
  private static final List<String> TITLES =
      List.of("duration", "SNR dB", "speakers", "confidence", "ms");
  private static final int[] WIDTHS = {9, 8, 9, 11, 7};
  private static final int MAX_NAME = 60;

  /** Stands behind a row: the file ends before its header says. */
  private static final String CUT_SHORT = "  cut short";

  private final int nameWidth;

  /**
   * @param nameWidth columns of the first column; longer names are cut at their front
   */
  public ResultTable(int nameWidth) {
    this.nameWidth = Math.max(12, Math.min(MAX_NAME, nameWidth));
  }

  /** A table wide enough for these names. */
  public static ResultTable forNames(List<String> names) {
    return new ResultTable(names.stream().mapToInt(String::length).max().orElse(0));
  }

  public String header() {
    return line("file", TITLES);
  }

  /** The line of one result under a name of the caller's. */
  public String row(String name, Result result) {
    if (result instanceof Result.Failed failed) {
      return pad(name(name), nameWidth)
          + "  "
          + failed.error().code()
          + ": "
          + PlainText.of(failed.error().message());
    }
    Result.Completed done = (Result.Completed) result;
    List<String> cells = new ArrayList<>();
    cells.add(String.format(Locale.ROOT, "%.1f s", done.audio().durationMs() / 1_000.0));
    cells.add(snr(done.snr()));
    cells.add(count(done.speakers()));
    cells.add(confidence(done.speakers()));
    cells.add(done.timing() == null ? "-" : Long.toString(done.timing().totalMs()));
    return line(name, cells) + (isTruncated(done) ? CUT_SHORT : "");
  }

  private static boolean isTruncated(Result.Completed done) {
    return Boolean.TRUE.equals(done.audio().truncated());
  }

  /** The line of one result, and one below it for each channel that was analysed by itself. */
  public List<String> rows(String name, Result result) {
    List<String> rows = new ArrayList<>();
    rows.add(row(name, result));
    if (result instanceof Result.Completed done && done.channelResults() != null) {
      done.channelResults().forEach(channel -> rows.add(row(channel)));
    }
    return rows;
  }

  private String row(ChannelResult channel) {
    String name = "  channel " + channel.channel();
    if (channel.state() == ChannelResult.State.DUPLICATE) {
      return name + " is the same as channel " + channel.duplicateOf();
    }
    if (channel.state() == ChannelResult.State.SILENT) {
      return name + " is silent";
    }
    List<String> cells = new ArrayList<>();
    cells.add("");
    cells.add(snr(channel.snr()));
    cells.add(count(channel.speakers()));
    cells.add(confidence(channel.speakers()));
    return line(name, cells);
  }

  private static String count(Speakers speakers) {
    return speakers == null ? "-" : Integer.toString(speakers.count());
  }

  private static String snr(Snr snr) {
    if (snr == null) {
      return "-";
    }
    if (snr.db() == null) {
      return snr.reason() == Snr.Reason.NO_SPEECH ? "no voice" : "short";
    }
    return (snr.bound() == Snr.Bound.LOWER ? ">=" : "")
        + String.format(Locale.ROOT, "%.1f", snr.db());
  }

  private static String confidence(Speakers speakers) {
    return speakers == null ? "-" : String.format(Locale.ROOT, "%.2f", speakers.confidence());
  }

  private String line(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(pad(name(name), nameWidth));
    for (int i = 0; i < cells.size(); i++) {
      line.append("  ").append(" ".repeat(Math.max(0, WIDTHS[i] - cells.get(i).length())));
      line.append(cells.get(i));
    }
    return line.toString();
  }

  private String name(String name) {
    String plain = PlainText.of(name);
    return plain.length() <= nameWidth
        ? plain
        : "…" + plain.substring(plain.length() - nameWidth + 1);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
