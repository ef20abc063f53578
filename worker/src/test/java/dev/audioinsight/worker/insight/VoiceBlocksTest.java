package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.engine.Cancellation;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feared: a long recording's pieces are lost on the way up, or kept where they should be joined.
 */
class VoiceBlocksTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 149, 150, 151, 300, 301, 1_800, 1_801, 2_500})
  void shouldHoldEachPieceOnceAndNoMoreThanABlock(int pieces) throws Exception {
    Sums model = new Sums();
    VoiceBlocks blocks =
        new VoiceBlocks(
            new MergeChain(
                model,
                new PairModel(CountFixtures.parameters(Collections.nCopies(5, 1.0), 1.5, 0.04))),
            new Cancellation());
    for (int piece = 0; piece < pieces; piece++) {
      blocks.add(model.piece(piece));
    }

    List<Voice> left = blocks.left();

    assertThat(left).hasSizeLessThanOrEqualTo(150);
    assertThat(left.stream().flatMap(voice -> voice.pieces().stream()).sorted())
        .hasSize(pieces)
        .doesNotHaveDuplicates();
    assertThat(pieces <= 150 ? left.size() == pieces : left.size() < pieces).isTrue();
  }

  /** The embedding is the direction of the sum. Confined to one test. */
  private static final class Sums implements SpeakerModel {
    private final Random random = new Random(5);

    Voice piece(int index) {
      double[] sums = {random.nextGaussian() + 3, random.nextGaussian(), random.nextGaussian()};
      float[] cepstra = new float[3 * VoiceStatistics.CEPSTRA];
      for (int i = 0; i < cepstra.length; i++) {
        cepstra[i] = (float) random.nextGaussian();
      }
      return voice(VoiceStatistics.of(sums, cepstra, 0, 3), List.of(index), new Cancellation());
    }

    @Override
    public List<VoiceStatistics> pieces(FloatBuffer wave, int count, Cancellation cancellation) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Voice voice(VoiceStatistics statistics, List<Integer> pieces, Cancellation cancelled) {
      double[] sums = statistics.sums();
      double length = Math.hypot(Math.hypot(sums[0], sums[1]), sums[2]);
      float[] unit = new float[3];
      for (int i = 0; i < 3; i++) {
        unit[i] = (float) (sums[i] / length);
      }
      return new Voice(
          statistics, pieces, unit, CohortCosines.NONE, statistics.logDeterminant(0.05));
    }
  }
}
