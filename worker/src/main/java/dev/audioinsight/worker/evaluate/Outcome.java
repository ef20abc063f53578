package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Result;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * One recording's answer beside its truth. Immutable.
 *
 * @param heard present where there are reference turns and an answer
 * @param level present where the SNR is known and there is an answer
 * @param counted present where the number of speakers is known and there is an answer
 */
record Outcome(
    ManifestRow truth,
    Result result,
    double hours,
    double cpuSeconds,
    Optional<Heard> heard,
    Optional<Level> level,
    Optional<Counted> counted) {
  private static final double COLLAR_SECONDS = 0.25;

  /**
   * Speech and turns against the reference.
   *
   * @param plain null where the speakers are not known by name
   * @param collar likewise
   */
  record Heard(
      SpeechScore score, Ranking ranking, DiarizationScore plain, DiarizationScore collar) {}

  /**
   * SNR less the true one, dB.
   *
   * @param error null where no value was given
   * @param inside whether the interval holds the truth
   * @param wadaError of WADA-SNR; null where it gives none
   * @param percentileError of the percentile method, likewise
   */
  record Level(
      Double error, boolean inside, double halfWidth, Double wadaError, Double percentileError) {}

  /** Number of speakers given and true. */
  record Counted(int answer, int truth, double confidence) {
    boolean exact() {
      return answer == truth;
    }
  }

  /** What the analysis gave besides its result. */
  record Measured(
      DoubleUnaryOperator speech,
      OptionalDouble wadaDb,
      OptionalDouble percentileDb,
      double cpuSeconds) {}

  static Outcome of(ManifestRow truth, Result result, Measured measured) throws IOException {
    if (!(result instanceof Result.Completed done)) {
      return new Outcome(truth, result, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }
    return new Outcome(
        truth,
        result,
        done.audio().durationMs() / 3_600_000.0,
        measured.cpuSeconds(),
        truth.rttm().isPresent() ? Optional.of(heard(truth, done, measured)) : Optional.empty(),
        truth.snrDb().map(db -> level(db, done, measured)),
        truth
            .speakers()
            .map(n -> new Counted(done.speakers().count(), n, done.speakers().confidence())));
  }

  boolean answered() {
    return result instanceof Result.Completed;
  }

  private static Heard heard(ManifestRow truth, Result.Completed done, Measured measured)
      throws IOException {
    int frames = Grid.frames(done.audio().durationMs());
    List<Rttm.Turn> turns = Rttm.turns(truth.rttm().orElseThrow());
    BitSet scored =
        truth.uem().isPresent()
            ? Grid.of(Rttm.regions(truth.uem().get()), frames)
            : Grid.all(frames);
    BitSet reference = Grid.of(turns, frames);
    Ranking ranking = new Ranking();
    ranking.add(measured.speech(), reference, scored, frames);
    return new Heard(
        SpeechScore.of(done.speech(), reference, scored, frames),
        ranking,
        DiarizationScore.of(done.speakers().segments(), turns, scored, frames, 0),
        DiarizationScore.of(done.speakers().segments(), turns, scored, frames, COLLAR_SECONDS));
  }

  private static Level level(double truth, Result.Completed done, Measured measured) {
    Double wada = error(measured.wadaDb(), truth);
    Double percentile = error(measured.percentileDb(), truth);
    Double db = done.snr().db();
    if (db == null) {
      return new Level(null, false, 0, wada, percentile);
    }
    double low = done.snr().interval90Db().get(0);
    double high = done.snr().interval90Db().get(1);
    return new Level(db - truth, low <= truth && truth <= high, (high - low) / 2, wada, percentile);
  }

  private static Double error(OptionalDouble db, double truth) {
    return db.isPresent() ? db.getAsDouble() - truth : null;
  }
}
