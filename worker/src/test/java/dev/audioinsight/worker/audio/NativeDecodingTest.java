package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.worker.engine.Cancellation;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds FFmpeg's way of reading against the Java one: the same samples come of the same sound. */
class NativeDecodingTest {
  private static final float[] CHORD = chord(22_050);

  @AfterEach
  void shouldHaveGivenBackEveryHandle() {
    assertThat(NativeSource.open()).isZero();
  }

  static Stream<Arguments> lossless() {
    return Stream.of(
        Arguments.of("aiff", Formats.aiff(22_050, 2, CHORD)),
        Arguments.of("au", Formats.au(22_050, 2, CHORD)),
        Arguments.of("w64", Formats.wave64(2L * CHORD.length, 22_050, 2, CHORD)));
  }

  @ParameterizedTest
  @MethodSource("lossless")
  void shouldGiveTheSamplesOfTheWavFile(String format, byte[] file) throws Exception {
    Decoded wav = Wav.decode(Wav.pcm16(22_050, 2, CHORD));

    Decoded recording = Wav.decode(file);

    assertThat(recording.info().format()).isEqualTo(format);
    assertThat(recording.info().channels()).isEqualTo(2);
    assertThat(recording.info().sampleRateHz()).isEqualTo(22_050);
    assertThat(recording.info().truncated()).isFalse();
    assertThat(recording.clippedRatio()).isEqualTo(wav.clippedRatio());
    assertThat(Wav.values(recording)).isEqualTo(Wav.values(wav));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8", "1, 16", "1, 24", "1, 32", "3, 32", "3, 64", "6, 8", "7, 8",
  })
  void shouldReadEachEncodingOfWavAsTheJavaReaderDoes(int tag, int bits) throws Exception {
    byte[] data = new byte[3 * 44_100 * bits / 8 / 10];
    new Random(bits).nextBytes(data);
    for (int i = 0; tag == Wav.FLOAT && i < data.length; i += bits / 8) {
      // An exponent below that of 1, so that no value is beyond full scale or no number.
      data[i + bits / 8 - 1] = 0x3E;
    }
    byte[] file = Wav.riff().format(tag, 3, 44_100, bits).chunk("data", data).bytes();

    Read byFfmpeg = Read.of(ffmpeg(Container.WAV, file));
    Read byJava = Read.of(WavReader.open(bytes(file).stream()));

    assertThat(byFfmpeg.format).isEqualTo(byJava.format);
    assertThat(byFfmpeg.values).isEqualTo(byJava.values);
    assertThat(byFfmpeg.truncated).isEqualTo(byJava.truncated).isFalse();
  }

  @Test
  void shouldCountClippedMuLawSamplesOfAuToo() throws Exception {
    byte[] au = Formats.muLawAu(8_000, 0, 0.5f, 1, -1, 0.25f, -0.5f, 1, 0);

    Decoded recording = Wav.decode(au);

    assertThat(recording.clippedRatio()).isEqualTo(3.0 / 8);
  }

  @ParameterizedTest
  @CsvSource({"0", "100", "70000", "2000000"})
  void shouldPassOverTagAndPictureBeforeAnMp3(int pictureBytes) throws Exception {
    byte[] mp3 = Formats.read("one-voice-fan-10db.mp3");

    Decoded tagged = Wav.decode(Formats.id3WithPicture(pictureBytes, mp3));

    assertThat(tagged.info().format()).isEqualTo("mp3");
    assertThat(Wav.values(tagged)).isEqualTo(Wav.values(Wav.decode(mp3)));
  }

  @ParameterizedTest
  @CsvSource({
    "one-voice-fan-10db.mp3, 135280",
    "one-voice-fan-10db.ogg, 135280",
    "one-voice-fan-10db.opus, 135280",
    "one-voice-fan-10db.webm, 135280"
  })
  void shouldTakeOutWhatTheEncoderPutBeforeAndBehind(String name, int samples) throws Exception {
    assertThat(Wav.decode(Formats.read(name)).samples().length()).isEqualTo(samples);
  }

  @ParameterizedTest
  @CsvSource({
    "one-voice-fan-10db.m4a",
    "one-voice-fan-10db.index-first.m4a",
    "one-voice-fan-10db.cover.m4a",
    "one-voice-fan-10db.mp4",
    "one-voice-fan-10db.mov"
  })
  void shouldFollowTheEditListOfMp4(String name) throws Exception {
    float[] raw = Wav.values(Wav.decode(Formats.read("one-voice-fan-10db.m4a")));

    Decoded recording = Wav.decode(Formats.read(name));

    // 1,024 samples of priming are gone from the front; the last packet's padding may stay.
    assertThat(recording.samples().length() - 135_280).isBetween(0, 1_024);
    assertThat(Wav.values(recording)[20_000]).isCloseTo(raw[20_000], within(0.01f));
  }

  @Test
  void shouldHoldTheChecksumOfTheWholeFileWhereverItsIndexLies() throws Exception {
    for (String name : Formats.names()) {
      byte[] file = Formats.read(name);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);

      assertThat(Wav.decode(file).info().sha256())
          .as(name)
          .isEqualTo(HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void shouldDecodeOnMoreThreadsThanJavaCppHasCallbacks() throws Exception {
    byte[] ogg = Formats.read("one-voice-fan-10db.ogg");
    byte[] m4a = Formats.read("one-voice-fan-10db.m4a");
    Decoded alone = Wav.decode(ogg);
    ExecutorService threads = Executors.newFixedThreadPool(24);
    Callable<Decoded> both =
        () -> {
          Wav.decode(m4a);
          return Wav.decode(ogg);
        };

    try {
      for (Future<Decoded> each : threads.invokeAll(Collections.nCopies(48, both))) {
        assertThat(each.get().info()).isEqualTo(alone.info());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static AudioReader ffmpeg(Container container, byte[] file) throws Exception {
    return NativeReader.open(container, bytes(file), new Cancellation());
  }

  private static JobBytes bytes(byte[] file) throws Exception {
    Cancellation never = new Cancellation();
    return new JobBytes(Wav.inMemory(file).open(), never);
  }

  private static float[] chord(int rate) {
    float[] chord = new float[rate];
    for (int i = 0; i < rate; i++) {
      chord[i] = (float) (0.3 * Math.sin(0.05 * i) + 0.2 * Math.sin(0.071 * i + i % 2));
    }
    chord[100] = 1;
    return chord;
  }

  /** All that a reader gives. */
  private static final class Read {
    final AudioFormat format;
    final List<Float> values = new ArrayList<>();
    final boolean truncated;

    private Read(AudioReader reader) throws Exception {
      format = reader.format();
      for (Block block = reader.next(); !block.isEmpty(); block = reader.next()) {
        for (int i = 0; i < block.frames() * block.channels(); i++) {
          values.add(block.values()[i]);
        }
      }
      truncated = reader.isTruncated();
    }

    static Read of(AudioReader reader) throws Exception {
      try (reader) {
        return new Read(reader);
      }
    }
  }
}
