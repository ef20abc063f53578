package dev.audioinsight.worker.insight;

/**
 * Cepstra of logarithmic filter bank values: rows 1 to 16 of the orthonormal DCT-II. Row 0, the
 * level, is left out. Thread-safe.
 */
final class Cepstra {
  private static final double[][] ROWS = rows();

  private Cepstra() {}

  /**
   * {@link VoiceStatistics#CEPSTRA} values a frame.
   *
   * @param mels {@link Fbank#MELS} values a frame
   */
  static float[] of(float[] mels) {
    int frames = mels.length / Fbank.MELS;
    float[] cepstra = new float[frames * VoiceStatistics.CEPSTRA];
    for (int frame = 0; frame < frames; frame++) {
      for (int row = 0; row < VoiceStatistics.CEPSTRA; row++) {
        double sum = 0;
        for (int mel = 0; mel < Fbank.MELS; mel++) {
          sum += ROWS[row][mel] * mels[frame * Fbank.MELS + mel];
        }
        cepstra[frame * VoiceStatistics.CEPSTRA + row] = (float) sum;
      }
    }
    return cepstra;
  }

  private static double[][] rows() {
    double[][] rows = new double[VoiceStatistics.CEPSTRA][Fbank.MELS];
    for (int row = 0; row < rows.length; row++) {
      for (int mel = 0; mel < Fbank.MELS; mel++) {
        rows[row][mel] =
            Math.sqrt(2.0 / Fbank.MELS)
                * Math.cos(Math.PI * (row + 1) * (2 * mel + 1) / (2 * Fbank.MELS));
      }
    }
    return rows;
  }
}
