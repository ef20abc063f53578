package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.hostile.Allocation;
import dev.audioinsight.worker.hostile.Mutations;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A file of audio is written by strangers: whatever it claims, it is decoded or refused. */
class AudioFuzzTest {
  private static final Limits LIMITS = new Limits(64 * 1024, Duration.ofSeconds(2));

  private static final Set<ErrorCode> EXPECTED =
      Set.of(
          ErrorCode.UNSUPPORTED_FORMAT,
          ErrorCode.CORRUPT_AUDIO,
          ErrorCode.TOO_LARGE,
          ErrorCode.TOO_LONG);

  /**
   * Buffers of the stream and a block of the widest frames (0.6 MB), a block mixed and resampled
   * (0.2 MB), the filters of an odd rate (16 MB and as much on the way).
   */
  private static final long FIXED_BYTES = 24L << 20;

  /** A byte of mu-law at 4 kHz becomes four samples of four bytes. */
  private static final long BYTES_FOR_EACH_OF_AUDIO = 16;

  static Stream<byte[]> seeds() {
    return Stream.concat(wavs(), Formats.names().stream().map(Formats::read));
  }

  private static Stream<byte[]> wavs() {
    return Stream.of(
        Wav.pcm16(8_000, 2, new float[100]),
        Wav.pcm16(16_000, 1, 0.5f, -1, 1),
        Wav.riff().format(Wav.A_LAW, 1, 383_999, 8).chunk("data", new byte[300]).bytes(),
        Wav.riff().format(Wav.MU_LAW, 8, 4_000, 8).chunk("data", new byte[99]).bytes(),
        Wav.riff()
            .extensible(Wav.FLOAT, 1, 44_100, 32)
            .chunk("fact", new byte[4])
            .chunk("data", new byte[400])
            .bytes(),
        Wav.riff()
            .format(Wav.FLOAT, 1, 16_000, 64)
            .claim("data", 0xFFFF_FFFEL)
            .number(8, Double.doubleToRawLongBits(Double.NaN))
            .number(8, Double.doubleToRawLongBits(-1e300))
            .bytes(),
        Wav.rf64()
            .chunk("ds64", new byte[28])
            .chunk("LIST", new byte[5])
            .format(Wav.PCM, 3, 48_000, 24)
            .claim("data", 0xFFFF_FFFFL)
            .raw(new byte[270])
            .bytes());
  }

  @MethodSource("seeds")
  @FuzzTest
  void shouldDecodeOrRefuseAnyFile(byte[] file) throws Exception {
    check(file);
  }

  @Test
  void shouldDecodeOrRefuseEachDamagedFile() {
    Mutations.each(seeds().toList(), AudioFuzzTest::check);
  }

  private static void check(byte[] file) throws Exception {
    try {
      decode(file);
    } finally {
      assertThat(NativeSource.open()).as("native handles").isZero();
    }
  }

  private static void decode(byte[] file) throws Exception {
    long limit = FIXED_BYTES + BYTES_FOR_EACH_OF_AUDIO * file.length;
    try {
      Decoded recording = Allocation.within(limit, () -> Wav.decode(file, LIMITS));

      assertThat(recording.clippedRatio()).isBetween(0.0, 1.0);
      assertThat(recording.info().durationMs()).isLessThanOrEqualTo(2_000);
      assertThat(recording.samples().length()).isLessThanOrEqualTo(2 * Samples.RATE);
      for (int i = 0; i < recording.samples().length(); i++) {
        assertThat(Float.isFinite(recording.samples().get(i))).isTrue();
      }
    } catch (JobFailedException e) {
      assertThat(e.error().code()).isIn(EXPECTED);
    }
  }
}
