package dev.audioinsight.worker.insight;

import java.util.ArrayList;
import java.util.List;

/**
 * A cluster of pieces that are taken for one voice. Immutable, provided that nobody writes into the
 * array.
 */
final class Voice {
  private final VoiceStatistics statistics;
  private final List<Integer> pieces;
  private final float[] embedding;
  private final CohortCosines cohort;
  private final double logDeterminant;

  Voice(
      VoiceStatistics statistics,
      List<Integer> pieces,
      float[] embedding,
      CohortCosines cohort,
      double logDeterminant) {
    this.statistics = statistics;
    this.pieces = List.copyOf(pieces);
    this.embedding = embedding;
    this.cohort = cohort;
    this.logDeterminant = logDeterminant;
  }

  VoiceStatistics statistics() {
    return statistics;
  }

  /** Indices of its pieces. */
  List<Integer> pieces() {
    return pieces;
  }

  double seconds() {
    return statistics.frames() / 100;
  }

  double logDeterminant() {
    return logDeterminant;
  }

  /**
   * How alike two voices are: their cosine, measured against those that both have with a cohort.
   */
  double score(Voice other) {
    double cosine = cosine(other);
    return (cohort.normalised(cosine) + other.cohort.normalised(cosine)) / 2;
  }

  /** Cosine of the angle between two embeddings, which have unit length. */
  double cosine(Voice other) {
    double sum = 0;
    for (int i = 0; i < embedding.length; i++) {
      sum += (double) embedding[i] * other.embedding[i];
    }
    return sum;
  }

  List<Integer> piecesWith(Voice other) {
    List<Integer> all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    return all;
  }
}
