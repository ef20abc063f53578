package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** Collects results of labelled recordings and sums them up. Confined to one thread. */
public final class Evaluation {
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Tally all = new Tally();
  private final Map<String, Tally> groups = new LinkedHashMap<>();

  /**
   * Takes in the result of one recording.
   *
   * @param speech probability of speech by seconds from the start
   * @param wadaDb what WADA-SNR says of it, if anything
   * @param percentileDb what the percentile method says of it, if anything
   * @param cpuSeconds processor time of the analysis
   */
  public void add(
      ManifestRow truth,
      Result result,
      DoubleUnaryOperator speech,
      OptionalDouble wadaDb,
      OptionalDouble percentileDb,
      double cpuSeconds)
      throws IOException {
    Outcome outcome =
        Outcome.of(truth, result, new Outcome.Measured(speech, wadaDb, percentileDb, cpuSeconds));
    outcomes.add(outcome);
    all.add(outcome);
    truth.groups().forEach(g -> groups.computeIfAbsent(g, key -> new Tally()).add(outcome));
  }

  /** The figures of all recordings. */
  public Figures all() {
    return all.figures();
  }

  /** The figures of each group, in order of first appearance. */
  public Map<String, Figures> groups() {
    Map<String, Figures> figures = new LinkedHashMap<>();
    groups.forEach((name, tally) -> figures.put(name, tally.figures()));
    return figures;
  }

  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }
}
