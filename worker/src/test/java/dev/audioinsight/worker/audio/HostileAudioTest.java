package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.hostile.Allocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileAudioTest {
  private static final Limits SMALL = new Limits(100_000, Duration.ofSeconds(2));

  @Test
  void shouldReadWhatIsThereOfAFileThatClaims4Gigabytes() throws Exception {
    byte[] file =
        Wav.riff()
            .format(Wav.PCM, 1, 16_000, 16)
            .claim("data", 0xFFFF_FFFEL)
            .raw(new byte[6])
            .bytes();

    assertThat(Wav.decode(file).samples().length()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFF_FFFEL, 0xFFFF_FFFFL, 0x7FFF_FFFFL})
  void shouldTakeMemoryForWhatHasComeAndNotForWhatIsClaimed(long claimed) throws Exception {
    List<Wav> heads =
        List.of(
            Wav.riff().format(Wav.PCM, 1, 16_000, 16),
            Wav.rf64()
                .claim("ds64", 16)
                .number(8, Long.MAX_VALUE)
                .number(8, Long.MAX_VALUE - 1)
                .format(Wav.PCM, 1, 16_000, 16));

    for (Wav head : heads) {
      byte[] file = head.claim("data", claimed).raw(new byte[6]).bytes();

      Decoded recording = Allocation.within(1 << 20, () -> Wav.decode(file));

      assertThat(recording.samples().length()).isEqualTo(3);
    }
  }

  @Test
  void shouldNotKeepAFilterForEachOfTheSixteenThousandPositionsOfAnOddRate() throws Exception {
    // 384 KB that would take 175 MB of filters, and seconds to design them
    byte[] second =
        Wav.riff().format(Wav.A_LAW, 1, 383_999, 8).chunk("data", new byte[383_999]).bytes();

    Decoded recording = Allocation.within(24 << 20, () -> Wav.decode(second));

    assertThat(recording.samples().length()).isEqualTo(16_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 200, 65_535})
  void shouldRefuseNumbersOfChannelsThatAreNotRead(int channels) {
    JobFailedException failure =
        failure(
            Wav.riff()
                .format(Wav.PCM, channels, 16_000, 2, 16)
                .chunk("data", new byte[800])
                .bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining(channels + " channels");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 65_535})
  void shouldRefuseABlockAlignThatIsNotTheSizeOfAFrame(int blockAlign) {
    JobFailedException failure =
        failure(
            Wav.riff()
                .format(Wav.PCM, 1, 16_000, blockAlign, 16)
                .chunk("data", new byte[8])
                .bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining("block align is " + blockAlign);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3_999, 384_001, 0xFFFF_FFFFL})
  void shouldRefuseSamplingRatesThatNobodyUses(long rate) {
    JobFailedException failure =
        failure(Wav.riff().format(Wav.PCM, 1, rate, 2, 16).chunk("data", new byte[8]).bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining(rate + " Hz");
  }

  @ParameterizedTest
  @CsvSource({"1,64", "3,16", "9216,16", "65534,16", "0,0"})
  void shouldNameTheCodecThatIsNotDecoded(int tag, int bits) {
    JobFailedException failure =
        failure(Wav.riff().format(tag, 1, 16_000, 2, bits).chunk("data", new byte[8]).bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(failure).hasMessageContaining(String.format("0x%04X and %d bits", tag, bits));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 15, 5_000, 0x7FFF_FFFFL, 0xFFFF_FFFFL})
  void shouldRefuseAFormatChunkOfNoPlausibleSize(long length) {
    JobFailedException failure =
        failure(Wav.riff().claim("fmt ", length).raw(new byte[100]).bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining("format chunk has " + length + " bytes");
  }

  @Test
  void shouldRefuseDataBeforeTheirFormat() {
    JobFailedException failure =
        failure(Wav.riff().chunk("data", new byte[8]).format(Wav.PCM, 1, 16_000, 16).bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining("data come before its format");
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 0x7FFF_FFFFL, 0xFFFF_FFFFL})
  void shouldRefuseAFileThatEndsInsideAnUnknownChunk(long claimed) {
    JobFailedException failure =
        failure(
            Wav.riff()
                .format(Wav.PCM, 1, 16_000, 16)
                .claim("LIST", claimed)
                .raw(new byte[50])
                .bytes());

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining("ends before its first sample");
  }

  @Test
  void shouldSayThatThereAreNoBytes() {
    JobFailedException failure = failure(new byte[0]);

    assertThat(failure.error().code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(failure).hasMessageContaining("no bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 11})
  void shouldRefuseAFileShorterThanItsHead(int length) {
    JobFailedException failure = failure(Arrays.copyOf(Wav.pcm16(16_000, 1), length));

    assertThat(failure.error().code()).isIn(ErrorCode.UNSUPPORTED_FORMAT, ErrorCode.CORRUPT_AUDIO);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 16, 20, 30, 36, 40, 43})
  void shouldRefuseAFileThatEndsInsideItsHeader(int length) {
    JobFailedException failure = failure(Arrays.copyOf(Wav.pcm16(16_000, 1, 0.5f), length));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
  }

  @Test
  void shouldReadOneSample() throws Exception {
    assertThat(Wav.values(Wav.decode(Wav.pcm16(16_000, 1, 0.5f)))).containsExactly(0.5f);
  }

  @ParameterizedTest
  @CsvSource({
    "ID3\u0004\u0000\u0000\u0000, MP3",
    "\u00FF\u00FB\u0090d\u0000\u0000, MP3",
    "\u00FF\u00F1\u0000\u0000, AAC",
    "fLaC\u0000\u0000, FLAC",
    "OggS\u0000\u0002, Ogg",
    "'\u0000\u0000\u0000 ftypM4A', MP4",
    "FORM\u0000\u0000\u0000\u0000AIFF, AIFF",
    "'\u001AE\u00DF\u00A3\u0001', Matroska",
    "'.snd\u0000', AU",
    "0&\u00B2u\u008Ef\u00CF\u0011, WMA"
  })
  void shouldCallAFileCorruptThatIsAudioByItsHeadAlone(String magic, String name) {
    byte[] file = Arrays.copyOf(magic.getBytes(StandardCharsets.ISO_8859_1), 400);

    JobFailedException failure = failure(file);

    assertThat(failure.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(failure).hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({
    "<!DOCTYPE html>, HTML",
    "RIFX\u0000\u0000\u0000\u0000WAVE, big-endian WAV",
    "RIFF\u0000\u0000\u0000\u0000AVI , unknown format",
    "'PK\u0003\u0004\u0014\u0000', ZIP",
    "'\u0089PNG\r\n\u001A\n', PNG",
    "\u00FF\u00D8\u00FF\u00E0, JPEG",
    "#EXTM3U, playlist",
    "'ffconcat version 1.0', playlist",
    "v=0, unknown format",
    "#!/bin/sh, unknown format"
  })
  void shouldNameWhatIsNoAudio(String magic, String name) {
    byte[] file = Arrays.copyOf(magic.getBytes(StandardCharsets.ISO_8859_1), 400);

    JobFailedException failure = failure(file);

    assertThat(failure.error().code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(failure).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void shouldReadWhatIsNotANumberAsSilence(int bits) throws Exception {
    Wav wav = Wav.riff().format(Wav.FLOAT, 1, 16_000, bits);
    List<Double> values =
        List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300, -1e300, 0.5);
    wav.claim("data", values.size() * bits / 8);
    for (double value : values) {
      wav.number(
          bits / 8,
          bits == 64 ? Double.doubleToRawLongBits(value) : Float.floatToRawIntBits((float) value));
    }

    float[] read = Wav.values(Wav.decode(wav.bytes()));

    assertThat(read).startsWith(0, 0, 0).endsWith(0.5f);
    for (float value : read) {
      assertThat(value).isFinite().isBetween(-16f, 16f);
    }
  }

  @Test
  void shouldRefuseALongRecordingWithoutReadingItToItsEnd() {
    Endless endless = new Endless(100_000);

    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class, () -> Decoded.of(endless, SMALL, new Cancellation()));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.TOO_LONG);
    assertThat(endless.given()).isLessThan(400_000);
  }

  @Test
  void shouldTakeARecordingOfExactlyTheLongestDuration() throws Exception {
    Limits second = new Limits(100_000, Duration.ofSeconds(1));

    assertThat(Wav.decode(Wav.pcm16(16_000, 1, new float[16_000]), second).info().durationMs())
        .isEqualTo(1_000);
    assertThat(failure(Wav.pcm16(16_000, 1, new float[16_001]), second).error().code())
        .isEqualTo(ErrorCode.TOO_LONG);
  }

  @Test
  void shouldRefuseAFileWithTooManyBytesUnread() {
    Endless endless = new Endless(100_001);

    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class, () -> Decoded.of(endless, SMALL, new Cancellation()));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(failure).hasMessageContaining("100001").hasMessageContaining("100000");
    assertThat(endless.given()).isZero();
  }

  @Test
  void shouldStopWhenTheJobIsCancelled() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel();

    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () -> Decoded.of(Wav.inMemory(Wav.pcm16(16_000, 1, 0.5f)), SMALL, cancelled));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Property(tries = 2_000)
  void shouldGiveARecordingOrAFailureForEveryMutatedFile(
      @ForAll @IntRange(max = 3) int which,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 90) Integer> places,
      @ForAll @Size(value = 8) List<Byte> bytes,
      @ForAll @IntRange(max = 700) int cut) {
    byte[] file = valid(which);
    for (int i = 0; i < places.size(); i++) {
      file[places.get(i) % file.length] = bytes.get(i);
    }
    file = Arrays.copyOf(file, Math.min(file.length, cut < 600 ? file.length : cut - 600));

    try {
      Decoded recording = Wav.decode(file, SMALL);

      assertThat(recording.clippedRatio()).isBetween(0.0, 1.0);
      assertThat(recording.info().channels()).isBetween(1, 8);
      for (float value : Wav.values(recording)) {
        assertThat(value).isFinite();
      }
    } catch (JobFailedException e) {
      assertThat(e.error().code())
          .isIn(ErrorCode.UNSUPPORTED_FORMAT, ErrorCode.CORRUPT_AUDIO, ErrorCode.TOO_LONG);
    }
  }

  private static byte[] valid(int which) {
    return switch (which) {
      case 0 -> Wav.pcm16(8_000, 2, new float[100]);
      case 1 ->
          Wav.riff()
              .extensible(Wav.FLOAT, 1, 44_100, 32)
              .chunk("fact", new byte[4])
              .chunk("data", new byte[400])
              .bytes();
      case 2 ->
          Wav.rf64()
              .chunk("ds64", new byte[28])
              .format(Wav.PCM, 3, 48_000, 24)
              .claim("data", 0xFFFF_FFFFL)
              .raw(new byte[270])
              .bytes();
      default -> Wav.riff().format(Wav.MU_LAW, 1, 16_000, 8).chunk("data", new byte[99]).bytes();
    };
  }

  private static JobFailedException failure(byte[] file) {
    return failure(file, SMALL);
  }

  private static JobFailedException failure(byte[] file, Limits limits) {
    return catchThrowableOfType(JobFailedException.class, () -> Wav.decode(file, limits));
  }

  /** Silence that never ends, whatever length it admits to. */
  private static final class Endless extends MadeBytes {
    private final long[] given;

    private Endless(long length, long[] given) {
      super(
          Wav.riff().format(Wav.PCM, 1, 16_000, 16).claim("data", 0xFFFF_FFFFL).bytes(),
          length,
          target -> {
            given[0] += target.remaining();
            target.put(new byte[target.remaining()]);
          });
      this.given = given;
    }

    Endless(long length) {
      this(length, new long[1]);
    }

    long given() {
      return given[0];
    }
  }
}
