package dev.audioinsight.worker.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sums up outcomes. Confined to one thread. */
final class Tally {
  private static final int BINS = 5;
  private static final double SURE = 0.8;

  private final List<Outcome> outcomes = new ArrayList<>();

  void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  Figures figures() {
    double hours = outcomes.stream().mapToDouble(Outcome::hours).sum();
    double cpu = outcomes.stream().mapToDouble(Outcome::cpuSeconds).sum();
    return new Figures(
        outcomes.size(),
        (int) outcomes.stream().filter(o -> !o.answered()).count(),
        hours,
        hours == 0 ? null : cpu / hours,
        vad(),
        snr(),
        speakers(),
        diarization());
  }

  private Figures.Vad vad() {
    List<Outcome.Heard> heard = outcomes.stream().flatMap(o -> o.heard().stream()).toList();
    if (heard.isEmpty()) {
      return null;
    }
    Ranking ranking = new Ranking();
    heard.forEach(h -> ranking.addAll(h.ranking()));
    SpeechScore score =
        heard.stream().map(Outcome.Heard::score).reduce(SpeechScore.NONE, SpeechScore::plus);
    return new Figures.Vad(
        number(ranking.area()),
        number(score.f1()),
        number(score.falseAlarmRate()),
        number(score.missRate()));
  }

  private Figures.SnrFigures snr() {
    List<Outcome.Level> levels = outcomes.stream().flatMap(o -> o.level().stream()).toList();
    List<Outcome.Level> given = levels.stream().filter(l -> l.error() != null).toList();
    if (levels.isEmpty()) {
      return null;
    }
    return new Figures.SnrFigures(
        levels.size(),
        levels.size() - given.size(),
        mean(given, l -> Math.abs(l.error())),
        mean(given, Outcome.Level::error),
        share(given, Outcome.Level::inside),
        mean(given, Outcome.Level::halfWidth),
        meanAbsolute(levels.stream().map(Outcome.Level::wadaError)),
        meanAbsolute(levels.stream().map(Outcome.Level::percentileError)));
  }

  private static Double meanAbsolute(Stream<Double> errors) {
    return mean(errors.filter(Objects::nonNull).toList(), Math::abs);
  }

  private Figures.Count speakers() {
    List<Outcome.Counted> counts = outcomes.stream().flatMap(o -> o.counted().stream()).toList();
    if (counts.isEmpty()) {
      return null;
    }
    Map<Integer, Double> byNumber =
        counts.stream()
            .collect(
                Collectors.groupingBy(
                    Outcome.Counted::truth,
                    TreeMap::new,
                    Collectors.averagingDouble(c -> c.exact() ? 1 : 0)));
    List<Outcome.Counted> sure = counts.stream().filter(c -> c.confidence() >= SURE).toList();
    return new Figures.Count(
        counts.size(),
        share(counts, Outcome.Counted::exact),
        share(counts, c -> Math.abs(c.answer() - c.truth()) <= 1),
        byNumber,
        calibrationError(counts),
        (double) sure.size() / counts.size(),
        share(sure, Outcome.Counted::exact));
  }

  /** Mean distance of confidence and share of right answers over the bins, weighted by answers. */
  private static double calibrationError(List<Outcome.Counted> counts) {
    return counts.stream()
            .collect(Collectors.groupingBy(c -> Math.min(BINS - 1, (int) (c.confidence() * BINS))))
            .values()
            .stream()
            .mapToDouble(
                bin ->
                    bin.size()
                        * Math.abs(
                            mean(bin, Outcome.Counted::confidence)
                                - share(bin, Outcome.Counted::exact)))
            .sum()
        / counts.size();
  }

  private Figures.Diarization diarization() {
    List<Outcome.Heard> turns =
        outcomes.stream().flatMap(o -> o.heard().stream()).filter(h -> h.plain() != null).toList();
    DiarizationScore plain =
        turns.stream()
            .map(Outcome.Heard::plain)
            .reduce(DiarizationScore.NONE, DiarizationScore::plus);
    DiarizationScore collar =
        turns.stream()
            .map(Outcome.Heard::collar)
            .reduce(DiarizationScore.NONE, DiarizationScore::plus);
    return plain.reference() == 0 || collar.reference() == 0
        ? null
        : new Figures.Diarization(plain.rate(), collar.rate());
  }

  private static Double number(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static <T> Double mean(List<T> list, ToDoubleFunction<T> of) {
    return list.isEmpty() ? null : list.stream().mapToDouble(of).average().orElseThrow();
  }

  private static <T> Double share(List<T> list, Predicate<T> of) {
    return list.isEmpty() ? null : (double) list.stream().filter(of).count() / list.size();
  }
}
