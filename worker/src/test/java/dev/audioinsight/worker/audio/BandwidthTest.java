package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a telephone call passes for a wide-band recording, or a wide-band one for a call. */
class BandwidthTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  @ParameterizedTest
  @ValueSource(ints = {11_025, 16_000, 22_050, 44_100, 48_000, 96_000})
  void shouldTellACallThatWasWrittenAtAHigherRate(int rate) throws Exception {
    float[] call = voice("two-voices-telephone-15db.wav");

    double bandwidth = bandwidth(rate, from16Kilohertz(call, rate));

    assertThat(bandwidth).isBetween(3_300.0, 4_100.0);
  }

  @Test
  void shouldTellACallAtItsOwnRate() throws Exception {
    byte[] call = Files.readAllBytes(SAMPLES.resolve("two-voices-telephone-15db.wav"));

    assertThat(Wav.decode(call).info().effectiveBandwidthHz()).isBetween(3_300.0, 4_000.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {12_000, 16_000, 32_000, 48_000})
  void shouldTellANoisyNarrowBandRecordingThatWasUpsampledCarelessly(int rate) {
    // Given noise up to 4 kHz, with images 40 dB below it: a poor filter
    float[] narrow = from16Kilohertz(lowPassed(noise(16_000 * 2, 0.1), 4_000), rate);
    float[] image = noise(narrow.length, 0.1 * 0.01);
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] += image[i];
    }

    assertThat(bandwidth(rate, narrow)).isBetween(3_700.0, 4_300.0);
  }

  @ParameterizedTest
  @CsvSource({
    "one-voice-clean.wav",
    "one-voice-fan-10db.wav",
    "one-voice-street-5db.wav",
    "two-voices-room-25db.wav",
    "three-voices-room-20db.wav"
  })
  void shouldLeaveAWideBandRecordingItsWidth(String name) throws Exception {
    assertThat(bandwidth(16_000, voice(name))).isGreaterThan(7_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 44_100, 48_000})
  void shouldGiveNoiseTheWholeBand(int rate) {
    assertThat(bandwidth(rate, noise(rate, 0.01))).isEqualTo(rate / 2.0);
  }

  @Test
  void shouldNotTakeAHumForTheWholeSound() {
    float[] signal = noise(48_000, 0.003);
    for (int i = 0; i < signal.length; i++) {
      signal[i] += (float) (0.5 * Math.sin(2 * Math.PI * 50 * i / 16_000));
    }

    assertThat(bandwidth(16_000, signal)).isEqualTo(8_000);
  }

  @Test
  void shouldEndAtTheLowPassOfALossyCodec() throws Exception {
    byte[] mp3 = Formats.read("two-voices-room-25db.mp3");

    // LAME cuts at 24 kbit/s and 16 kHz below 7.5 kHz; what lies beyond is left empty.
    assertThat(Wav.decode(mp3).info().effectiveBandwidthHz()).isBetween(4_000.0, 7_600.0);
  }

  @Test
  void shouldEndAtATone() {
    float[] tone = new float[16_000];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * 1_000 * i / 16_000));
    }

    assertThat(bandwidth(16_000, tone)).isBetween(1_000.0, 1_200.0);
  }

  @Test
  void shouldSayNothingOfSilence() {
    assertThat(new Bandwidth(16_000).hertz()).isEmpty();
    assertThat(measured(16_000, new float[16_000]).hertz()).isEmpty();
    assertThat(measured(8_000, new float[1]).hertz()).isEmpty();
  }

  @Test
  void shouldSayNothingOfRoundingNoise() {
    Random random = new Random(2);
    float[] bits = new float[32_000];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Math.round(random.nextFloat() - 0.5f) / 32_768f;
    }

    assertThat(measured(16_000, bits).hertz()).isEmpty();
  }

  private static double bandwidth(int rate, float[] signal) {
    // As 16-bit files have it: rounded.
    float[] rounded = new float[signal.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Math.round(signal[i] * 32_768) / 32_768f;
    }
    return measured(rate, rounded).hertz().orElseThrow();
  }

  private static Bandwidth measured(int rate, float[] signal) {
    Bandwidth bandwidth = new Bandwidth(rate);
    bandwidth.add(signal, signal.length);
    return bandwidth;
  }

  private static float[] voice(String name) throws Exception {
    return Wav.values(Wav.decode(Files.readAllBytes(SAMPLES.resolve(name))));
  }

  private static float[] noise(int count, double rms) {
    Random random = new Random(1);
    float[] noise = new float[count];
    for (int i = 0; i < count; i++) {
      noise[i] = (float) (rms * random.nextGaussian());
    }
    return noise;
  }

  /** Interpolated at any rate by a windowed sinc of 32 zero crossings. */
  private static float[] from16Kilohertz(float[] in, int rate) {
    int most = Math.min(in.length, 16_000 * 2);
    float[] out = new float[(int) ((long) most * rate / 16_000)];
    double cutoff = Math.min(1, rate / 16_000.0);
    for (int i = 0; i < out.length; i++) {
      double at = (double) i * 16_000 / rate;
      double sum = 0;
      int from = Math.max(0, (int) (at - 32 / cutoff));
      for (int k = from; k < Math.min(most, at + 32 / cutoff); k++) {
        sum += in[k] * sinc((at - k) * cutoff) * cutoff * window((at - k) * cutoff / 32);
      }
      out[i] = (float) sum;
    }
    return out;
  }

  private static float[] lowPassed(float[] in, double hertz) {
    double cutoff = hertz / 8_000;
    float[] out = new float[in.length];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      for (int k = Math.max(0, i - 200); k < Math.min(in.length, i + 200); k++) {
        sum += in[k] * sinc((i - k) * cutoff) * cutoff * window((i - k) / 200.0);
      }
      out[i] = (float) sum;
    }
    return out;
  }

  private static double sinc(double x) {
    return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double window(double x) {
    return Math.abs(x) >= 1
        ? 0
        : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
  }
}
