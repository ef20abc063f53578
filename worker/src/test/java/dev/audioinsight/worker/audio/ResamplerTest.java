package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  private static final int[] RATES = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000};

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000, 383_999})
  void shouldPassTonesUpToNineTenthsOfTheLowerNyquistFrequencyUnchanged(int rate) {
    double edge = 0.9 * Math.min(rate, Samples.RATE) / 2;
    for (double share : new double[] {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1}) {
      double gain = toneAmplitude(middle(resample(rate, tone(rate, share * edge))), share * edge);

      assertThat(decibels(gain)).as("%.0f Hz", share * edge).isCloseTo(0, within(0.5));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {22_050, 44_100, 44_101, 48_000, 96_000, 383_999})
  void shouldKeepAliasesBelowMinus80Decibels(int rate) {
    double nyquist = Samples.RATE / 2.0;
    for (int step = 0; step < 12; step++) {
      double frequency = nyquist + 1 + step * (rate / 2.0 - nyquist - 2) / 11;

      double left = rms(middle(resample(rate, tone(rate, frequency)))) * Math.sqrt(2);

      assertThat(decibels(left)).as("%.0f Hz", frequency).isLessThan(-80);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000, 383_999})
  void shouldKeepImagesAndNoiseBelowMinus80Decibels(int rate) {
    double edge = 0.9 * Math.min(rate, Samples.RATE) / 2;
    for (double share : new double[] {0.05, 0.3, 0.6, 0.9, 1}) {
      float[] out = middle(resample(rate, tone(rate, share * edge)));

      double residue = rms(withoutTone(out, share * edge)) * Math.sqrt(2);

      assertThat(decibels(residue)).as("%.0f Hz", share * edge).isLessThan(-80);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000, 383_999})
  void shouldLeaveAnImpulseAtItsTime(int rate) {
    // Given an impulse in the middle of a second
    int middle = rate / 2;
    float[] in = new float[rate];
    in[middle] = 1;

    float[] out = resample(rate, in);

    double expected = (double) middle * Samples.RATE / rate;
    assertThat((double) peak(out)).isCloseTo(expected, within(0.5));
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000, 383_999})
  void shouldLeaveAToneInPhaseFromTheFirstSampleOn(int rate) {
    float[] out = middle(resample(rate, tone(rate, 440)));

    // Then what is left after taking away the same tone at 16 kHz is below the stop band
    int from = Samples.RATE / 4;
    for (int i = 0; i < out.length; i++) {
      double same = Math.sin(2 * Math.PI * 440 * (from + i) / Samples.RATE);
      assertThat(out[i]).isCloseTo((float) same, within(1e-3f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 44_100, 96_000})
  void shouldPassAConstantUnchanged(int rate) {
    float[] in = new float[rate];
    Arrays.fill(in, 0.5f);

    for (float value : middle(resample(rate, in))) {
      assertThat(value).isCloseTo(0.5f, within(1e-4f));
    }
  }

  @Property(tries = 300)
  void shouldGiveTheSameSamplesWhateverTheBlocks(
      @ForAll @IntRange(max = 6) int which,
      @ForAll @IntRange(max = 6_000) int length,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3_000) int longestBlock) {
    int rate = RATES[which];
    java.util.Random random = new java.util.Random(seed);
    float[] in = new float[length];
    for (int i = 0; i < length; i++) {
      in[i] = random.nextFloat() * 2 - 1;
    }

    float[] inBlocks = resample(rate, in, () -> random.nextInt(longestBlock + 1));

    assertThat(inBlocks).hasSize((int) (((long) length * Samples.RATE + rate - 1) / rate));
    assertThat(inBlocks).isEqualTo(resample(rate, in));
  }

  @Property(tries = 60)
  void shouldGiveTheLengthOfTheDefinitionAtAnyRate(
      @ForAll @IntRange(min = 4_000, max = 48_000) int rate,
      @ForAll @IntRange(max = 300) int length) {
    assertThat(resample(rate, new float[length]))
        .hasSize((int) (((long) length * Samples.RATE + rate - 1) / rate));
  }

  @Property(tries = 50)
  void shouldPassSamplesAt16KilohertzBitForBit(@ForAll float[] in) {
    assertThat(resample(Samples.RATE, in)).isEqualTo(in);
  }

  @Test
  void shouldGiveNothingForNothing() {
    assertThat(resample(44_100, new float[0])).isEmpty();
  }

  private static float[] resample(int rate, float[] in) {
    return resample(rate, in, () -> in.length);
  }

  private static float[] resample(int rate, float[] in, java.util.function.IntSupplier blocks) {
    Resampler resampler = new Resampler(rate);
    float[] all = new float[0];
    int at = 0;
    while (at < in.length) {
      int count = Math.min(blocks.getAsInt(), in.length - at);
      float[] out = new float[resampler.capacityFor(count)];
      int written = resampler.process(Arrays.copyOfRange(in, at, at + count), count, out);
      all = join(all, out, written);
      at += count;
    }
    float[] out = new float[resampler.capacityFor(0)];
    return join(all, out, resampler.finish(out));
  }

  private static float[] join(float[] head, float[] tail, int count) {
    float[] joined = Arrays.copyOf(head, head.length + count);
    System.arraycopy(tail, 0, joined, head.length, count);
    return joined;
  }

  /** One second of a sine. */
  private static float[] tone(int rate, double frequency) {
    float[] tone = new float[rate];
    for (int i = 0; i < rate; i++) {
      tone[i] = (float) Math.sin(2 * Math.PI * frequency * i / rate);
    }
    return tone;
  }

  /** The middle half, where no filter reaches the ends. */
  private static float[] middle(float[] values) {
    return Arrays.copyOfRange(values, values.length / 4, values.length * 3 / 4);
  }

  private static double toneAmplitude(float[] values, double frequency) {
    double[] fit = fit(values, frequency);
    return Math.hypot(fit[0], fit[1]);
  }

  private static float[] withoutTone(float[] values, double frequency) {
    double[] fit = fit(values, frequency);
    float[] left = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double angle = 2 * Math.PI * frequency * i / Samples.RATE;
      left[i] = (float) (values[i] - fit[0] * Math.sin(angle) - fit[1] * Math.cos(angle));
    }
    return left;
  }

  /** Least-squares amplitudes of sine and cosine. */
  private static double[] fit(float[] values, double frequency) {
    double ss = 0;
    double cc = 0;
    double sc = 0;
    double sv = 0;
    double cv = 0;
    for (int i = 0; i < values.length; i++) {
      double angle = 2 * Math.PI * frequency * i / Samples.RATE;
      double sine = Math.sin(angle);
      double cosine = Math.cos(angle);
      ss += sine * sine;
      cc += cosine * cosine;
      sc += sine * cosine;
      sv += sine * values[i];
      cv += cosine * values[i];
    }
    double determinant = ss * cc - sc * sc;
    return new double[] {(sv * cc - cv * sc) / determinant, (cv * ss - sv * sc) / determinant};
  }

  private static double rms(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  private static double decibels(double amplitude) {
    return 20 * Math.log10(Math.max(amplitude, 1e-12));
  }

  private static int peak(float[] values) {
    int peak = 0;
    for (int i = 0; i < values.length; i++) {
      peak = values[i] > values[peak] ? i : peak;
    }
    return peak;
  }
}
