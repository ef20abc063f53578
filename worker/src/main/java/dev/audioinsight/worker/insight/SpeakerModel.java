package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Tells voices apart: it gives statistics of pieces of speech, which can be added, and the voice
 * that any sum of them belongs to. Implementations are thread-safe.
 */
interface SpeakerModel {
  /**
   * Statistics of a stretch of speech, cut into equal pieces.
   *
   * @param wave the samples of the stretch, in a direct buffer
   * @param count of pieces, each of a whole frame at least
   */
  List<VoiceStatistics> pieces(FloatBuffer wave, int count, Cancellation cancellation)
      throws JobFailedException;

  /** The cluster of these pieces, with the embedding of their sum, which has unit length. */
  Voice voice(VoiceStatistics statistics, List<Integer> pieces, Cancellation cancellation)
      throws JobFailedException;
}
