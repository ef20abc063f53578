package dev.audioinsight.worker.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What a set of recordings says of the analysis. A figure that cannot be told is null. Immutable.
 *
 * @param files recordings
 * @param failed of these, how many have no answer
 * @param hours of audio answered
 * @param cpuSecondsPerHour processor time for an hour of audio, decoding included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figures(
    int files,
    int failed,
    double hours,
    Double cpuSecondsPerHour,
    Vad vad,
    SnrFigures snr,
    Count speakers,
    Diarization diarization) {

  /**
   * Speech against reference turns, in frames of 10 ms.
   *
   * @param auc area under the ROC curve of the speech probabilities, at the best lag
   * @param f1 of the segments, likewise the other two
   * @param falseAlarm share of the reference's silence
   * @param miss share of the reference's speech
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Vad(Double auc, Double f1, Double falseAlarm, Double miss) {}

  /**
   * SNR against the truth, dB.
   *
   * @param noValue recordings with a known SNR to which none was given
   * @param coverage share of the true values inside the 90 % interval
   * @param halfWidthDb half the width of that interval, mean
   * @param wadaMeanAbsoluteDb of WADA-SNR on the same recordings, for comparison
   * @param percentileMeanAbsoluteDb of the percentile method, likewise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SnrFigures(
      int files,
      int noValue,
      Double meanAbsoluteDb,
      Double biasDb,
      Double coverage,
      Double halfWidthDb,
      Double wadaMeanAbsoluteDb,
      Double percentileMeanAbsoluteDb) {}

  /**
   * Number of speakers against the truth.
   *
   * @param exact share that is right
   * @param withinOne share that is off by one at most
   * @param exactByNumber share that is right, by the true number
   * @param calibrationError expected calibration error of the confidence, in five bins
   * @param sure share of answers with a confidence of 0.8 or more
   * @param exactWhenSure share of those that is right
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Count(
      int files,
      double exact,
      double withinOne,
      Map<Integer, Double> exactByNumber,
      double calibrationError,
      double sure,
      Double exactWhenSure) {}

  /**
   * Diarization error rates.
   *
   * @param der without a collar, overlaps scored
   * @param derCollar250 with 0.25 s to each side of a reference boundary left out
   */
  public record Diarization(double der, double derCollar250) {}
}
