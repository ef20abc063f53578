package dev.audioinsight.worker.crosstalk;

/** Where somebody is heard on one channel, and how loud. Implementations are immutable. */
public interface Talk {
  /** How many frames of 16 ms there are. */
  int frames();

  /** Whether there is speech in the frame. */
  boolean isSpeech(int frame);

  /** The power of the speech in the frame, without the noise: a mean square, full scale at 1. */
  double power(int frame);
}
