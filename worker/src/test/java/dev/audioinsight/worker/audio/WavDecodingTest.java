package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.JobFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavDecodingTest {
  /** Writers of one sample, apart from the code under test. */
  enum Written {
    PCM_8(Wav.PCM, 8, 1 / 256f),
    PCM_16(Wav.PCM, 16, 1 / 65_536f),
    PCM_24(Wav.PCM, 24, 1e-6f),
    PCM_32(Wav.PCM, 32, 1e-6f),
    FLOAT_32(Wav.FLOAT, 32, 1e-7f),
    FLOAT_64(Wav.FLOAT, 64, 1e-7f),
    A_LAW(Wav.A_LAW, 8, 1 / 40f),
    MU_LAW(Wav.MU_LAW, 8, 1 / 40f);

    final int tag;
    final int bits;
    final float within;

    Written(int tag, int bits, float within) {
      this.tag = tag;
      this.bits = bits;
      this.within = within;
    }

    private void write(ByteBuffer out, double v) {
      switch (this) {
        case PCM_8 -> out.put((byte) (round(v, 7) + 128));
        case PCM_16 -> out.putShort((short) round(v, 15));
        case PCM_24 -> {
          long q = round(v, 23);
          out.put((byte) q).put((byte) (q >> 8)).put((byte) (q >> 16));
        }
        case PCM_32 -> out.putInt((int) round(v, 31));
        case FLOAT_32 -> out.putFloat((float) v);
        case FLOAT_64 -> out.putDouble(v);
        case A_LAW -> out.put(compressA((int) round(v, 15)));
        case MU_LAW -> out.put(Wav.compressMu((int) round(v, 15)));
      }
    }

    byte[] data(double... values) {
      ByteBuffer out = ByteBuffer.allocate(values.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
      for (double value : values) {
        write(out, value);
      }
      return out.array();
    }

    private static long round(double value, int bits) {
      double full = Math.scalb(1.0, bits);
      return (long) Math.max(-full, Math.min(full - 1, Math.rint(value * full)));
    }

    /** The segment search of ITU-T G.711 for A-law, on 13 bits. */
    private static byte compressA(int pcm) {
      int magnitude = (pcm >= 0 ? pcm : -pcm - 1) >> 3;
      int segment = Math.max(0, 32 - Integer.numberOfLeadingZeros(magnitude) - 5);
      int mantissa = segment < 2 ? magnitude >> 1 : magnitude >> segment;
      return (byte) ((segment << 4 | (mantissa & 0xF)) ^ (pcm >= 0 ? 0xD5 : 0x55));
    }
  }

  @ParameterizedTest
  @EnumSource(Written.class)
  void shouldReadEachEncodingWithinItsQuantisation(Written encoding) throws Exception {
    double[] values = sine(16_000, 440, 0.7, 1_600);

    Decoded recording = Wav.decode(file(encoding, false, 1, 16_000, values));

    assertSame(recording, values, encoding.within);
    assertThat(recording.info().format()).isEqualTo("wav");
    assertThat(recording.clippedRatio()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Written.class)
  void shouldReadEachEncodingInTheExtensibleFormat(Written encoding) throws Exception {
    double[] values = sine(16_000, 1_000, 0.5, 800);

    assertSame(Wav.decode(file(encoding, true, 1, 16_000, values)), values, encoding.within);
  }

  @ParameterizedTest
  @EnumSource(
      value = Written.class,
      names = {"A_LAW", "MU_LAW"})
  void shouldExpandCompandedSamplesWithinOneStepOfTheirSegment(Written encoding) throws Exception {
    double[] values = new double[2_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 1_000) / 1_001.0;
    }

    float[] read = Wav.values(Wav.decode(file(encoding, false, 1, 16_000, values)));

    // Then each value is off by at most half the largest step of its segment: 1/32 of itself
    for (int i = 0; i < values.length; i++) {
      double allowed = Math.max(Math.abs(values[i]) / 32 + 2e-4, 5e-4);
      assertThat((double) read[i]).isCloseTo(values[i], within(allowed));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldMixToTheMeanOfAllChannels(int channels) throws Exception {
    double[] interleaved = new double[400 * channels];
    double[] mean = new double[400];
    for (int frame = 0; frame < 400; frame++) {
      for (int channel = 0; channel < channels; channel++) {
        double value = 0.9 * Math.sin(frame * 0.01 * (channel + 1));
        interleaved[frame * channels + channel] = value;
        mean[frame] += value / channels;
      }
    }

    Decoded recording = Wav.decode(file(Written.FLOAT_32, true, channels, 16_000, interleaved));

    assertThat(recording.info().channels()).isEqualTo(channels);
    assertSame(recording, mean, 1e-6f);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000})
  void shouldBringEveryRateTo16KilohertzInPlace(int rate) throws Exception {
    double[] values = sine(rate, 300, 0.5, rate);

    Decoded recording = Wav.decode(file(Written.FLOAT_32, false, 1, rate, values));

    assertThat(recording.info().sampleRateHz()).isEqualTo(rate);
    assertThat(recording.info().durationMs()).isEqualTo(1_000);
    assertThat(recording.samples().length()).isEqualTo(16_000);
    double[] expected = sine(16_000, 300, 0.5, 16_000);
    for (int i = 2_000; i < 14_000; i++) {
      assertThat((double) recording.samples().get(i)).isCloseTo(expected[i], within(1e-3));
    }
  }

  @ParameterizedTest
  @EnumSource(Written.class)
  void shouldCountSamplesAtFullScaleOnBothSides(Written encoding) throws Exception {
    // Given 3 of 8 samples at full scale, on both sides
    double[] values = {0, 0.5, 1, -1, 0.25, -0.5, 1, 0};

    assertThat(Wav.decode(file(encoding, false, 2, 16_000, values)).clippedRatio())
        .isEqualTo(3.0 / 8);
  }

  @Test
  void shouldNotCountLoudSamplesAsClipped() throws Exception {
    assertThat(Wav.decode(Wav.pcm16(16_000, 1, 0.99f, -0.99f, 0.999f)).clippedRatio()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 511, 70_001})
  void shouldPassOverUnknownChunksOfAnySize(int size) throws Exception {
    byte[] file =
        Wav.riff()
            .chunk("LIST", new byte[size])
            .format(Wav.PCM, 1, 16_000, 16)
            .chunk("fact", new byte[size])
            .chunk("data", Written.PCM_16.data(0.5, -0.5, 0.25))
            .chunk("id3 ", new byte[size])
            .bytes();

    Decoded recording = Wav.decode(file);

    assertThat(Wav.values(recording)).containsExactly(0.5f, -0.5f, 0.25f);
    assertThat(recording.info().sha256()).isEqualTo(sha256(file));
  }

  @Test
  void shouldEndOddDataBeforeTheirPaddingByte() throws Exception {
    byte[] file =
        Wav.riff().format(Wav.PCM, 1, 16_000, 8).chunk("data", new byte[] {-1, 0, 64}).bytes();

    assertThat(Wav.decode(file).samples().length()).isEqualTo(3);
  }

  @Test
  void shouldReadAFormatChunkOf18Bytes() throws Exception {
    byte[] file =
        Wav.riff()
            .claim("fmt ", 18)
            .number(2, Wav.MU_LAW)
            .number(2, 1)
            .number(4, 16_000)
            .number(4, 16_000)
            .number(2, 1)
            .number(2, 8)
            .number(2, 0)
            .chunk("data", Written.MU_LAW.data(0, 0))
            .bytes();

    assertThat(Wav.values(Wav.decode(file))).containsExactly(0f, 0f);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0xFFFF_FFFFL, 1_000_000})
  void shouldReadToTheEndOfAStreamWhoseLengthWasNeverWritten(long claimed) throws Exception {
    byte[] file =
        Wav.riff()
            .format(Wav.PCM, 1, 16_000, 16)
            .claim("data", claimed)
            .raw(Written.PCM_16.data(0.5, -0.5, 0.25, 0))
            .bytes();

    assertThat(Wav.values(Wav.decode(file))).containsExactly(0.5f, -0.5f, 0.25f, 0);
  }

  @Test
  void shouldTakeTheLengthOfAnRf64FileFromItsDs64Chunk() throws Exception {
    byte[] file =
        Wav.rf64()
            .claim("ds64", 28)
            .number(8, 0)
            .number(8, 4)
            .number(8, 2)
            .number(4, 0)
            .format(Wav.PCM, 1, 16_000, 16)
            .claim("data", 0xFFFF_FFFFL)
            .raw(Written.PCM_16.data(0.5, -0.5))
            .chunk("LIST", new byte[100])
            .bytes();

    assertThat(Wav.values(Wav.decode(file))).containsExactly(0.5f, -0.5f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void shouldKeepWholeFramesOfAFileCutShort(int missing) throws Exception {
    byte[] file = file(Written.PCM_24, false, 2, 16_000, new double[200]);

    Decoded recording = Wav.decode(java.util.Arrays.copyOf(file, file.length - missing));

    assertThat(recording.samples().length()).isEqualTo(99);
    assertThat(recording.info().durationMs()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_191, 8_192, 8_193, 100_000})
  void shouldReadRecordingsLongerThanOneBlock(int frames) throws Exception {
    double[] values = sine(16_000, 123, 0.8, frames);

    assertSame(
        Wav.decode(file(Written.PCM_16, false, 1, 16_000, values)), values, Written.PCM_16.within);
  }

  private static byte[] file(
      Written encoding, boolean extensible, int channels, int rate, double... values) {
    Wav wav = Wav.riff();
    Wav formatted =
        extensible
            ? wav.extensible(encoding.tag, channels, rate, encoding.bits)
            : wav.format(encoding.tag, channels, rate, encoding.bits);
    return formatted.chunk("data", encoding.data(values)).bytes();
  }

  private static double[] sine(int rate, double frequency, double amplitude, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = amplitude * Math.sin(2 * Math.PI * frequency * i / rate);
    }
    return values;
  }

  private static void assertSame(Decoded recording, double[] expected, float within) {
    float[] read = Wav.values(recording);
    assertThat(read).hasSize(expected.length);
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).as("sample %d", i).isCloseTo((float) expected[i], within(within * 1.01f));
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void shouldGiveNoSamplesForNoData() throws JobFailedException {
    Decoded recording = Wav.decode(Wav.pcm16(44_100, 2));

    assertThat(recording.samples().length()).isZero();
    assertThat(recording.info().durationMs()).isZero();
    assertThat(recording.clippedRatio()).isZero();
  }
}
