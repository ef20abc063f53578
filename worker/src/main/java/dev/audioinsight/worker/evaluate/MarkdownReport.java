package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Result;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An evaluation as tables in Markdown. */
public final class MarkdownReport {
  private static final String HEAD =
      """
      | | files | VAD AUC | F1 | false alarm | miss | SNR error dB | bias | in interval | WADA | percentile | speakers exact | within one | DER | 0.25 s | CPU s/h |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private MarkdownReport() {}

  /** A line for each recording. */
  public static String files(Evaluation evaluation) {
    return "| file | VAD F1 | false alarm | miss | SNR error dB | speakers |\n"
        + "|---|---|---|---|---|---|\n"
        + evaluation.outcomes().stream().map(MarkdownReport::line).collect(Collectors.joining());
  }

  /** A line for each group and one for all; below, the speakers by their true number. */
  public static String sums(Evaluation evaluation) {
    StringBuilder table = new StringBuilder(HEAD);
    evaluation.groups().forEach((name, figures) -> table.append(line(name, figures)));
    Figures all = evaluation.all();
    table.append(line("**all**", all));
    if (all.speakers() != null) {
      table.append(counts(all.speakers()));
    }
    return table.toString();
  }

  private static String line(Outcome outcome) {
    String name = String.valueOf(outcome.truth().file().getFileName());
    if (outcome.result() instanceof Result.Failed failed) {
      return "| " + name + " | " + failed.error().code() + " | | | | |\n";
    }
    SpeechScore score = outcome.heard().map(Outcome.Heard::score).orElse(null);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s |%n",
        name,
        score == null ? "-" : figure(score.f1()),
        score == null ? "-" : figure(score.falseAlarmRate()),
        score == null ? "-" : figure(score.missRate()),
        outcome.level().map(l -> l.error() == null ? "no value" : signed(l.error())).orElse("-"),
        outcome
            .counted()
            .map(c -> c.answer() + " of " + c.truth())
            .orElseGet(() -> count(outcome)));
  }

  private static String count(Outcome outcome) {
    return Integer.toString(((Result.Completed) outcome.result()).speakers().count());
  }

  private static String line(String name, Figures f) {
    Figures.Vad vad = f.vad() == null ? new Figures.Vad(null, null, null, null) : f.vad();
    Figures.SnrFigures snr =
        f.snr() == null
            ? new Figures.SnrFigures(0, 0, null, null, null, null, null, null)
            : f.snr();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
        name,
        f.failed() == 0 ? f.files() : f.files() + " (" + f.failed() + " failed)",
        vad.auc() == null ? "-" : String.format(Locale.ROOT, "%.4f", vad.auc()),
        figure(vad.f1()),
        figure(vad.falseAlarm()),
        figure(vad.miss()),
        decibels(snr.meanAbsoluteDb()),
        snr.biasDb() == null ? "-" : signed(snr.biasDb()),
        percent(snr.coverage()),
        decibels(snr.wadaMeanAbsoluteDb()),
        decibels(snr.percentileMeanAbsoluteDb()),
        percent(f.speakers() == null ? null : f.speakers().exact()),
        percent(f.speakers() == null ? null : f.speakers().withinOne()),
        percent(f.diarization() == null ? null : f.diarization().der()),
        percent(f.diarization() == null ? null : f.diarization().derCollar250()),
        decibels(f.cpuSecondsPerHour()));
  }

  private static String counts(Figures.Count count) {
    StringBuilder text = new StringBuilder("\nSpeakers exact by true number: ");
    text.append(
        count.exactByNumber().entrySet().stream()
            .map((Map.Entry<Integer, Double> e) -> e.getKey() + ": " + percent(e.getValue()))
            .collect(Collectors.joining(", ")));
    return text.append(
            String.format(
                Locale.ROOT,
                "; calibration error %.3f; confidence 0.8 or more on %s, of these %s exact%n",
                count.calibrationError(),
                percent(count.sure()),
                percent(count.exactWhenSure())))
        .toString();
  }

  private static String figure(Double value) {
    return value == null || value.isNaN() ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String percent(Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String decibels(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  /** To hundredths, with zero as zero: a sign before 0.00 tells nothing. */
  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", Math.rint(value * 100) / 100 + 0.0);
  }
}
