package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: samples without a header are heard as others than the same ones in a WAV file. */
class HeaderlessAudioTest {
  private static final int FRAMES = 20_000;

  @ParameterizedTest
  @CsvSource({
    "audio/L8;rate=11025, 1, 1, 8, false",
    "audio/L16;rate=16000, 1, 1, 16, true",
    "audio/L16;rate=44100;channels=2, 1, 2, 16, true",
    "audio/L16;rate=8000;endianness=little-endian, 1, 1, 16, false",
    "audio/L24;rate=48000, 1, 1, 24, true",
    "audio/L24;rate=48000;endianness=little-endian, 1, 1, 24, false",
    "audio/PCMU, 7, 1, 8, false",
    "audio/PCMA;channels=2, 6, 2, 8, false",
    "audio/basic, 7, 1, 8, false"
  })
  void shouldHearWhatAWavFileOfTheSameSamplesHolds(
      String type, int tag, int channels, int bits, boolean swapped) throws Exception {
    AudioEncoding encoding = AudioEncoding.ofMediaType(type).orElseThrow();
    byte[] data = new byte[FRAMES * channels * bits / 8];
    new Random(5).nextBytes(data);

    Decoded raw = decode(swapped ? reversed(data, bits / 8) : data, encoding);
    Decoded wav =
        Wav.decode(
            Wav.riff()
                .format(tag, channels, encoding.sampleRateHz(), bits)
                .chunk("data", data)
                .bytes());

    assertThat(Wav.values(raw)).isEqualTo(Wav.values(wav));
    assertThat(raw.clippedRatio()).isEqualTo(wav.clippedRatio());
    assertThat(raw.info().durationMs()).isEqualTo(wav.info().durationMs());
    assertThat(raw.info().channels()).isEqualTo(channels);
    assertThat(raw.info().truncated()).isFalse();
    assertThat(raw.info().format()).isEqualTo(encoding.codec().wireName());
  }

  @Test
  void shouldPutTheHighByteFirst() throws Exception {
    byte[] halfScale = new byte[2 * FRAMES];
    for (int i = 0; i < halfScale.length; i += 2) {
      halfScale[i] = 0x40;
    }

    float[] heard = Wav.values(decode(halfScale, encoding("audio/L16;rate=16000")));

    assertThat(heard[FRAMES / 2]).isEqualTo(0.5f);
  }

  @Test
  void shouldBelieveAHeaderMoreThanTheNameOfTheEncoding() throws Exception {
    byte[] wav = Wav.pcm16(16_000, 1, new float[FRAMES]);
    byte[] au = au();

    assertThat(decode(wav, encoding("audio/L16;rate=8000")).info().format()).isEqualTo("wav");
    assertThat(decode(au, encoding("audio/basic")).info().format()).isEqualTo("au");
  }

  @Test
  void shouldSayThatTheLastSampleIsCutShort() throws Exception {
    Decoded recording = decode(new byte[321], encoding("audio/L16;rate=16000"));

    assertThat(recording.info().truncated()).isTrue();
    assertThat(recording.info().durationMs()).isEqualTo(10);
  }

  @Test
  void shouldHearNothingInNoBytes() throws Exception {
    Decoded recording = decode(new byte[0], encoding("audio/PCMU"));

    assertThat(recording.info().durationMs()).isZero();
    assertThat(recording.samples().length()).isZero();
  }

  @Test
  void shouldRefuseWhatLastsLongerThanAllowed() {
    JobFailedException refusal =
        catchThrowableOfType(
            JobFailedException.class,
            () ->
                Decoded.of(
                    Wav.inMemory(new byte[20_000]),
                    AudioEncoding.ofMediaType("audio/PCMU"),
                    new Limits(1 << 20, Duration.ofSeconds(2)),
                    new Cancellation()));

    assertThat(refusal.error().code()).isEqualTo(ErrorCode.TOO_LONG);
  }

  private static AudioEncoding encoding(String type) {
    return AudioEncoding.ofMediaType(type).orElseThrow();
  }

  private static Decoded decode(byte[] bytes, AudioEncoding encoding) throws JobFailedException {
    return Decoded.of(
        Wav.inMemory(bytes),
        Optional.of(encoding),
        new Limits(16 << 20, Duration.ofHours(2)),
        new Cancellation());
  }

  private static byte[] reversed(byte[] data, int width) {
    byte[] reversed = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      reversed[i] = data[i / width * width + width - 1 - i % width];
    }
    return reversed;
  }

  /** A Sun audio file of mu-law silence. */
  private static byte[] au() {
    ByteBuffer file = ByteBuffer.allocate(24 + FRAMES).order(ByteOrder.BIG_ENDIAN);
    file.putInt(0x2E736E64).putInt(24).putInt(FRAMES).putInt(1).putInt(8_000).putInt(1);
    Arrays.fill(file.array(), 24, 24 + FRAMES, (byte) 0xFF);
    return file.array();
  }
}
