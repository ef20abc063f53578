package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Collects results of labelled recordings and sums them up. Confined to one thread. */
public final class Evaluation {
  private final List<Row> rows = new ArrayList<>();

  /**
   * One recording with its result.
   *
   * @param speech present where there are reference turns and the job was done
   */
  public record Row(ManifestRow truth, Result result, Optional<SpeechScore> speech) {
    Optional<Result.Completed> done() {
      return result instanceof Result.Completed completed
          ? Optional.of(completed)
          : Optional.empty();
    }

    OptionalDouble snrError() {
      if (truth.snrDb().isEmpty() || done().map(r -> r.snr().db()).isEmpty()) {
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(done().orElseThrow().snr().db() - truth.snrDb().get());
    }

    Optional<Boolean> snrCovered() {
      return snrError().isEmpty()
          ? Optional.empty()
          : done()
              .map(r -> r.snr().interval90Db())
              .map(
                  interval ->
                      interval.get(0) <= truth.snrDb().orElseThrow()
                          && truth.snrDb().orElseThrow() <= interval.get(1));
    }

    Optional<Integer> countError() {
      return truth.speakers().flatMap(n -> done().map(r -> Math.abs(r.speakers().count() - n)));
    }
  }

  /** Takes in the result of one recording. */
  public void add(ManifestRow truth, Result result) throws IOException {
    Optional<SpeechScore> speech = Optional.empty();
    if (truth.rttm().isPresent() && result instanceof Result.Completed done) {
      speech =
          Optional.of(SpeechScore.of(done.speech(), truth.rttm().get(), done.audio().durationMs()));
    }
    rows.add(new Row(truth, result, speech));
  }

  /** The figures as a table in Markdown: a line for each recording, and one for all. */
  public String markdown() {
    StringBuilder table =
        new StringBuilder("| file | VAD F1 | false alarm | miss | SNR error dB | speakers |\n");
    table.append("|---|---|---|---|---|---|\n");
    rows.forEach(row -> table.append(line(row)));
    return table.append(total()).toString();
  }

  private static String line(Row row) {
    String name = String.valueOf(row.truth().file().getFileName());
    if (row.result() instanceof Result.Failed failed) {
      return "| " + name + " | " + failed.error().code() + " | | | | |\n";
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s |%n",
        name,
        figure(row.speech().map(SpeechScore::f1)),
        figure(row.speech().map(SpeechScore::falseAlarmRate)),
        figure(row.speech().map(SpeechScore::missRate)),
        row.snrError().isPresent() ? signed(row.snrError().getAsDouble()) : "-",
        row.truth().speakers().map(n -> count(row) + " of " + n).orElseGet(() -> count(row)));
  }

  private static String count(Row row) {
    return Integer.toString(row.done().orElseThrow().speakers().count());
  }

  private String total() {
    SpeechScore speech =
        rows.stream()
            .flatMap(row -> row.speech().stream())
            .reduce(SpeechScore.NONE, SpeechScore::plus);
    boolean scored = rows.stream().anyMatch(row -> row.speech().isPresent());
    List<Integer> errors = rows.stream().flatMap(row -> row.countError().stream()).toList();
    return String.format(
        Locale.ROOT,
        "| **all %d** | %s | %s | %s | %s | %s |%n",
        rows.size(),
        scored ? figure(Optional.of(speech.f1())) : "-",
        scored ? figure(Optional.of(speech.falseAlarmRate())) : "-",
        scored ? figure(Optional.of(speech.missRate())) : "-",
        snrTotal(),
        errors.isEmpty()
            ? "-"
            : String.format(
                Locale.ROOT,
                "exact %d of %d, within one %d",
                errors.stream().filter(e -> e == 0).count(),
                errors.size(),
                errors.stream().filter(e -> e <= 1).count()));
  }

  private String snrTotal() {
    List<Double> errors =
        rows.stream().flatMapToDouble(row -> row.snrError().stream()).boxed().toList();
    if (errors.isEmpty()) {
      return "-";
    }
    long covered = rows.stream().flatMap(row -> row.snrCovered().stream()).filter(c -> c).count();
    return String.format(
        Locale.ROOT,
        "mean absolute %.1f, bias %+.1f, in the interval %d of %d",
        mean(errors, Math::abs),
        rounded(mean(errors, e -> e)),
        covered,
        errors.size());
  }

  private static double mean(List<Double> values, ToDoubleFunction<Double> of) {
    return DoubleStream.of(values.stream().mapToDouble(of).toArray()).average().orElse(Double.NaN);
  }

  private static String figure(Optional<Double> value) {
    return value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("-");
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.1f", rounded(value));
  }

  /** To tenths, with zero as zero: a sign before 0.0 tells nothing. */
  private static double rounded(double value) {
    return Math.rint(value * 10) / 10 + 0.0;
  }
}
