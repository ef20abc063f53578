package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** With a hop of 256 samples a hop is a frame, and no probability is interpolated. */
class SpeechSegmenterTest {
  private static final int HOP = FrameTrack.FRAME;
  private static final int PAD = 480;

  @Test
  void shouldFindNothingWhereNothingReachesTheThreshold() {
    assertThat(regions(0.5, run(100, 0.4999))).isEmpty();
    assertThat(regions(track(), HOP, 0.5, 0)).isEmpty();
  }

  @Test
  void shouldBeginAtTheThresholdItself() {
    List<Region> regions = regions(0.5, run(20, 0), run(20, 0.5), run(20, 0));

    assertThat(regions).containsExactly(new Region(20 * HOP - PAD, 40 * HOP + PAD, 0.5));
  }

  @Test
  void shouldGoOnUntilTheProbabilityFallsBelowTheExit() {
    // Given a tail at 0.36, above 0.5 - 0.15, and one at 0.34, below it
    assertThat(regions(0.5, run(20, 0), run(20, 1), run(10, 0.36), run(20, 0)))
        .extracting(Region::end)
        .containsExactly(50 * HOP + PAD);
    assertThat(regions(0.5, run(20, 0), run(20, 1), run(10, 0.34), run(20, 0)))
        .extracting(Region::end)
        .containsExactly(40 * HOP + PAD);
  }

  @Test
  void shouldNeverExitAbove1PercentHoweverLowTheThreshold() {
    assertThat(regions(0.05, run(20, 0), run(20, 0.9), run(10, 0.011), run(20, 0.009)))
        .extracting(Region::end)
        .containsExactly(50 * HOP + PAD);
  }

  @Test
  void shouldCloseSilenceShorterThan100Milliseconds() {
    // Given gaps of 6 hops, 96 ms, and of 7 hops, 112 ms
    assertThat(regions(0.5, run(20, 1), run(6, 0), run(20, 1), run(20, 0))).hasSize(1);
    assertThat(regions(0.5, run(20, 1), run(7, 0), run(20, 1), run(20, 0))).hasSize(2);
  }

  @Test
  void shouldKeepSilenceOfExactly100Milliseconds() {
    // Given a hop of 160 samples, and a gap that is 10 hops long
    FrameTrack track = track(run(32, 1), run(7, 0), run(32, 1));
    int length = 71 * HOP;

    List<Region> regions = regions(track, 160, 0.5, length);

    assertThat(regions).hasSize(2);
  }

  @Test
  void shouldDropSpeechShorterThan250Milliseconds() {
    // Given 15 hops, 240 ms, and 16 hops, 256 ms
    assertThat(regions(0.5, run(20, 0), run(15, 1), run(20, 0))).isEmpty();
    assertThat(regions(0.5, run(20, 0), run(16, 1), run(20, 0))).hasSize(1);
  }

  @Test
  void shouldCloseSilenceBeforeItDropsShortSpeech() {
    // Given two pieces of 10 hops, each too short alone, 5 hops apart
    assertThat(regions(0.5, run(20, 0), run(10, 1), run(5, 0), run(10, 1), run(20, 0)))
        .extracting(Region::start, Region::end)
        .containsExactly(org.assertj.core.api.Assertions.tuple(20 * HOP - PAD, 45 * HOP + PAD));
  }

  @Test
  void shouldNeverGrowBeyondTheRecording() {
    int length = 30 * HOP - 100;

    List<Region> regions = regions(track(run(30, 1)), HOP, 0.5, length);

    assertThat(regions).containsExactly(new Region(0, length, 1));
  }

  @Test
  void shouldNotLetPaddedRegionsOverlap() {
    // Given the shortest silence that is kept: 112 ms, which leaves 56 ms to each side
    List<Region> regions = regions(0.5, run(20, 1), run(7, 0), run(20, 1));

    assertThat(regions)
        .extracting(Region::start, Region::end)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(0, 20 * HOP + PAD),
            org.assertj.core.api.Assertions.tuple(27 * HOP - PAD, 47 * HOP));
  }

  @Test
  void shouldInterpolateBetweenTheCentresOfFrames() {
    // Given a step between frames 29 and 30, whose centres are samples 7,552 and 7,808
    FrameTrack track = track(run(30, 0), run(70, 1));

    // Then a hop is speech where its own centre is at or beyond the middle between the two
    for (int hop : List.of(160, 320, 480, 512)) {
      int first = ((7_680 - hop / 2 + hop - 1) / hop) * hop;
      assertThat(regions(track, hop, 0.5, 100 * HOP))
          .as("hop %d", hop)
          .extracting(Region::start)
          .containsExactly(first - PAD);
    }
  }

  @Test
  void shouldAnswerTheMeanProbabilityOfARegion() {
    List<Region> regions = regions(0.5, run(10, 0), run(20, 0.6), run(20, 0.8), run(20, 0));

    assertThat(regions.get(0).probability()).isCloseTo(0.7, within(1e-6));
  }

  @Property
  void shouldGiveRegionsInOrderThatLieInTheRecording(
      @ForAll @Size(min = 1, max = 200) List<@FloatRange(min = 0, max = 1) Float> probabilities,
      @ForAll @IntRange(max = 4) int hop,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double threshold,
      @ForAll @IntRange(min = 1, max = HOP) int lastFrame) {
    float[] speech = new float[probabilities.size()];
    for (int i = 0; i < speech.length; i++) {
      speech[i] = probabilities.get(i);
    }
    int length = (speech.length - 1) * HOP + lastFrame;

    List<Region> regions = regions(track(speech), hopSize(hop), threshold, length);

    int end = 0;
    for (Region region : regions) {
      assertThat(region.start()).isGreaterThanOrEqualTo(end);
      assertThat(region.length()).isGreaterThanOrEqualTo(4_000);
      assertThat(region.probability()).isBetween(0.0, 1.0);
      end = region.end();
    }
    assertThat(end).isLessThanOrEqualTo(length);
  }

  @Property
  void shouldFindNoLessSpeechAtALowerThreshold(
      @ForAll @Size(min = 1, max = 200) List<@FloatRange(min = 0, max = 1) Float> probabilities,
      @ForAll @DoubleRange(min = 0.2, max = 0.9) double threshold) {
    float[] speech = new float[probabilities.size()];
    for (int i = 0; i < speech.length; i++) {
      speech[i] = probabilities.get(i);
    }

    int strict = total(regions(threshold, speech));
    int lax = total(regions(threshold - 0.1, speech));

    assertThat(lax).isGreaterThanOrEqualTo(strict);
  }

  @Test
  void shouldStopWithItsJob() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    FrameTrack track = track(run(1, 0));

    assertThatExceptionOfType(JobFailedException.class)
        .isThrownBy(() -> SpeechSegmenter.regions(track, HOP, 0.5, HOP, cancellation));
  }

  private static int hopSize(int index) {
    return dev.audioinsight.contract.Options.HOP_SIZES.get(index);
  }

  private static int total(List<Region> regions) {
    return regions.stream().mapToInt(Region::length).sum();
  }

  private static List<Region> regions(double threshold, float[]... runs) {
    FrameTrack track = track(runs);
    return regions(track, HOP, threshold, track.frames() * HOP);
  }

  private static List<Region> regions(FrameTrack track, int hop, double threshold, int length) {
    try {
      return SpeechSegmenter.regions(track, hop, threshold, length, new Cancellation());
    } catch (JobFailedException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] run(int frames, double probability) {
    float[] run = new float[frames];
    Arrays.fill(run, (float) probability);
    return run;
  }

  private static FrameTrack track(float[]... runs) {
    int frames = Arrays.stream(runs).mapToInt(run -> run.length).sum();
    float[] speech = new float[frames];
    int at = 0;
    for (float[] run : runs) {
      System.arraycopy(run, 0, speech, at, run.length);
      at += run.length;
    }
    return new FrameTrack(speech, new float[frames], new float[frames], new float[frames / 4 + 1]);
  }
}
