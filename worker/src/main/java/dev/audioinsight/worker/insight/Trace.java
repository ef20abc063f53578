package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Hears what an analysis saw on the way to its answer: for those who measure it or want it
 * explained. Called on the thread of the analysis.
 */
public interface Trace {
  /** Nobody listens. */
  Trace NONE = new Trace() {};

  /**
   * The recording was decoded, and is held in memory; of one that is too long for that nobody
   * hears.
   *
   * @param samples mono, 16 kHz
   */
  default void decoded(Samples samples) {}

  /**
   * Speech was looked for.
   *
   * @param probability of speech, 0 to 1, by seconds from the start
   */
  default void speech(DoubleUnaryOperator probability) {}

  /**
   * The speakers were counted.
   *
   * @param lines how the number came about, in words; made when asked for
   */
  default void speakers(Supplier<List<String>> lines) {}
}
