package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.StoppedWork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a file that makes FFmpeg read something else, allocate at will, or go on for ever. */
class HostileContainersTest {
  private static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.UNSUPPORTED_FORMAT, ErrorCode.CORRUPT_AUDIO);

  private static final Duration STOP_LIMIT = Duration.ofMillis(250);

  @AfterEach
  void shouldHaveGivenBackEveryHandle() {
    assertThat(NativeSource.open()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1/a.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile /etc/passwd\n",
        "<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"/>\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
        "[playlist]\nFile1=http://127.0.0.1/a.mp3\n",
        "RTSPtextrtsp://127.0.0.1/x",
        "1\n00:00:00,000 --> 00:00:01,000\nsubtitle\n\n2\n00:00:02,000 --> 00:00:03,000\nx\n",
        ";FFMETADATA1\ntitle=x\n"
      })
  void shouldNeverFollowAPlaylistWhateverItIsCalled(String playlist) {
    byte[] bare = Formats.ascii(playlist);

    assertThat(failure(bare).code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
    assertThat(failure(Formats.id3WithPicture(10, bare)).code()).isIn(REFUSALS);
  }

  @ParameterizedTest
  @CsvSource({
    "'PK\u0003\u0004'",
    "'\u0089PNG\r\n\u001A\n'",
    "'\u00FF\u00D8\u00FF\u00E0'",
    "GIF89a",
    "%PDF-1.7",
    "'\u007FELF'",
    "MZ",
    "'Rar!\u001A\u0007'",
    "'\u001F\u008B\b'",
    "BZh9",
    "'<html>'",
    "'{\"a\": 1}'"
  })
  void shouldRefuseWhatIsNoAudio(String magic) {
    byte[] file = garbage(Formats.ascii(magic), 20_000, 3);

    assertThat(failure(file).code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 20_000, 300_000})
  void shouldNotTakeRandomBytesForABrokenMp3(int length) {
    for (int seed = 0; seed < 10; seed++) {
      JobError error = failure(garbage(new byte[0], length, seed));

      assertThat(error.code()).as(error.message()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
      assertThat(error.message()).isEqualTo("audio of an unknown format is not decoded");
    }
  }

  static Stream<String> magics() {
    return Stream.of(
        "ID3\3\0\0\0\0\0\0",
        "\u00FF\u00FB\u0090\0",
        "\u00FF\u00F1P\u0080",
        "fLaC\0\0\0\"",
        "OggS\0\2",
        "#!AMR\n",
        "#!AMR-WB\n",
        "FORM\0\0\1\0AIFFCOMM",
        ".snd\0\0\0\30",
        "RIFX\0\0\1\0WAVEfmt ",
        "riff.\u0091\u00CF\u0011\u00A5\u00D6(\u00DB\4\u00C1\0\0",
        "\u001AE\u00DF\u00A3\u009FB\u0086\u0081\1B\u0082\u0084webm",
        "0&\u00B2u\u008Ef\u00CF\u0011\u00A6\u00D9\0\u00AA\0b\u00CEl",
        "\0\0\0\30ftypM4A \0\0\0\0M4A mp42",
        "RIFF\0\1\0\0WAVEfmt \20\0\0\0U\0\1\0");
  }

  @ParameterizedTest
  @MethodSource("magics")
  void shouldAnswerGarbageBehindEachMagic(String magic) {
    for (int seed = 0; seed < 20; seed++) {
      answered(garbage(Formats.ascii(magic), 1 + 400 * seed, seed));
    }
  }

  @Test
  void shouldReadWhatIsThereOfFilesThatClaimTenGigabytes() throws Exception {
    long claimed = 10L << 30;
    float[] second = new float[16_000];
    byte[] wave64 = Formats.wave64(claimed, 16_000, 1, second);
    byte[] rf64 =
        Wav.rf64()
            .claim("ds64", 28)
            .number(8, claimed)
            .number(8, claimed)
            .number(8, claimed / 2)
            .number(4, 0)
            .format(Wav.PCM, 1, 16_000, 16)
            .claim("data", 0xFFFF_FFFFL)
            .raw(new byte[32_000])
            .bytes();

    for (byte[] file : new byte[][] {wave64, rf64}) {
      Decoded recording = Wav.decode(file);

      assertThat(recording.info().durationMs()).isEqualTo(1_000);
      assertThat(recording.info().truncated()).isTrue();
    }
  }

  @Test
  void shouldAnswerAnMp4WhoseBoxesClaimTenGigabytes() {
    byte[] mp4 = Formats.read("one-voice-fan-10db.index-first.m4a");
    for (String box :
        new String[] {"mdat", "moov", "trak", "stsz", "stco", "stts", "free", "udta"}) {
      byte[] lying = mp4.clone();
      int at = indexOf(lying, box);
      if (at >= 0) {
        ByteBuffer.wrap(lying).putInt(at - 4, 0x7FFF_FFFF);
        answered(lying);
        ByteBuffer.wrap(lying).putInt(at - 4, 1).putLong(at + 4, 10L << 30);
        answered(lying);
      }
    }
  }

  @Test
  void shouldAnswerIndexesThatClaimMoreEntriesThanTheFileHasBytes() {
    byte[] mp4 = Formats.read("one-voice-fan-10db.index-first.m4a");
    for (String box : new String[] {"stsz", "stco", "stts", "stsc", "elst", "dref", "stsd"}) {
      int at = indexOf(mp4, box);
      for (int claim : new int[] {0x7FFF_FFFF, 0x0FFF_FFFF, -1, 0}) {
        for (int offset : new int[] {8, 12}) {
          byte[] lying = mp4.clone();
          ByteBuffer.wrap(lying).putInt(at + offset, claim);
          answered(lying);
        }
      }
    }
  }

  @Test
  void shouldReadNoOtherFileThatAMovRefersTo(@TempDir Path folder) throws Exception {
    byte[] mov = Formats.read("one-voice-fan-10db.mov");
    Path other = Files.write(folder.resolve("other.mov"), mov);
    byte[] referring = MovReference.to(other.toString(), mov);

    JobError error = failure(referring);

    // Of the sound, which the reference says is elsewhere, nothing is read: not even here.
    assertThat(error.code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
    assertThat(error.message()).contains("nothing of it can be decoded");
  }

  @ParameterizedTest
  @CsvSource({"mp3", "ogg", "m4a", "mkv", "wma", "aac"})
  void shouldRefuseALongRecordingWithoutDecodingItToItsEnd(String extension) {
    Limits two = new Limits(1 << 20, Duration.ofSeconds(2));
    byte[] file = Formats.read("one-voice-fan-10db." + extension);

    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> Wav.decode(file, two));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.TOO_LONG);
  }

  @Test
  void shouldTellAFailedReadFromABrokenFile() {
    byte[] whole = Formats.read("one-voice-fan-10db.ogg");
    AudioBytes failing =
        new MadeBytes(
            Arrays.copyOf(whole, 10_000),
            whole.length,
            target -> {
              throw new IOException("the disk is away");
            });

    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () -> Decoded.of(failing, Limits.DEFAULT, new Cancellation()));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(failure.error().retryable()).isTrue();
  }

  @Test
  void shouldStopSoonWhereverTheJobIs() throws Exception {
    byte[] hours = repeated(Formats.read("one-voice-fan-10db.no-xing.mp3"), 400);
    Limits ten = new Limits(1 << 30, Duration.ofHours(10));
    int stops = 0;
    for (long millis = 5; stops < 100; millis = millis * 2) {
      Optional<Duration> more =
          StoppedWork.after(
              Duration.ofMillis(millis),
              cancellation -> Decoded.of(Wav.inMemory(hours), ten, cancellation));
      if (more.isEmpty()) {
        break;
      }
      assertThat(more.get()).as("stopped after %d ms", millis).isLessThan(STOP_LIMIT);
      stops++;
    }
    assertThat(stops).isGreaterThan(3);
  }

  private static byte[] repeated(byte[] file, int times) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      out.writeBytes(file);
    }
    return out.toByteArray();
  }

  /** A valid recording, or a refusal. */
  private static void answered(byte[] file) {
    try {
      Decoded recording = Wav.decode(file);
      for (float value : Wav.values(recording)) {
        assertThat(Float.isFinite(value)).isTrue();
      }
    } catch (JobFailedException e) {
      assertThat(e.error().code()).isIn(REFUSALS);
    }
  }

  private static JobError failure(byte[] file) {
    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> Wav.decode(file));
    assertThat(failure).isNotNull();
    return failure.error();
  }

  private static byte[] garbage(byte[] magic, int length, int seed) {
    byte[] file = new byte[magic.length + length];
    new Random(seed).nextBytes(file);
    System.arraycopy(magic, 0, file, 0, magic.length);
    return file;
  }

  private static int indexOf(byte[] file, String box) {
    byte[] name = Formats.ascii(box);
    for (int at = 4; at + name.length < file.length; at++) {
      if (Arrays.equals(file, at, at + name.length, name, 0, name.length)) {
        return at;
      }
    }
    return -1;
  }
}
