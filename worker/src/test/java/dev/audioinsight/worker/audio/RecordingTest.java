package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: what is read again is not what was read, or is held though it is too long for that. */
class RecordingTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({"16000, true", "16001, false"})
  void shouldHoldNoMoreThanTheLimit(int samples, boolean held) throws Exception {
    try (Recording recording = open(Wav.pcm16(16_000, 1, ramp(samples)), 1)) {
      Samples first = Decoded.all(recording.signal());

      assertThat(recording.isHeld()).isEqualTo(held);
      assertThat(recording.length()).isEqualTo(samples).isEqualTo(first.length());
      assertSame(Decoded.all(recording.signal()), first);
      assertSame(Decoded.all(recording.signal()), first);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp3", "m4a", "opus", "wma"})
  void shouldGiveTheSameSamplesEachTimeItDecodes(String extension) throws Exception {
    try (Recording recording = open(Formats.read("one-voice-fan-10db." + extension), 0)) {
      Samples first = Decoded.all(recording.signal());

      assertSame(Decoded.all(recording.signal()), first);
      recording.verifyUnchanged();
    }
  }

  @Test
  void shouldKnowItsFactsOnceItWasReadToItsEnd() throws Exception {
    try (Recording recording = open(Wav.pcm16(16_000, 1, ramp(32_000)), 0)) {
      SampleStream signal = recording.signal();
      signal.read(FloatBuffer.allocate(32_000));
      assertThat(recording.info()).isEmpty();

      assertThat(signal.read(FloatBuffer.allocate(1))).isZero();

      assertThat(recording.info().orElseThrow().durationMs()).isEqualTo(2_000);
      assertThat(signal.read(FloatBuffer.allocate(1))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void shouldBeginAnewThoughOnlyAPartWasReadBefore(int heldSeconds) throws Exception {
    byte[] file = Formats.read("one-voice-fan-10db.mp3");
    try (Recording recording = open(file, heldSeconds)) {
      recording.signal().read(FloatBuffer.allocate(20_000));
      Samples first = Decoded.all(recording.signal());
      recording.signal().read(FloatBuffer.allocate(20_000));

      assertSame(Decoded.all(recording.signal()), first);
      assertThat(recording.length()).isEqualTo(first.length()).isEqualTo(135_280);
    }
  }

  @Test
  void shouldKeepNoNativeHandleWhereverItIsLeft() throws Exception {
    int before = NativeSource.open();
    for (int passes = 0; passes < 3; passes++) {
      try (Recording recording = open(Formats.read("one-voice-fan-10db.m4a"), 0)) {
        for (int pass = 0; pass < passes; pass++) {
          Decoded.all(recording.signal());
        }
        recording.signal().read(FloatBuffer.allocate(20_000));
        assertThat(NativeSource.open()).isEqualTo(before + 1);
      }
    }
    assertThat(NativeSource.open()).isEqualTo(before);
  }

  @Test
  void shouldCallAFailedReadAFailureThatMayPassAlsoTheSecondTime() throws Exception {
    Path file = folder.resolve("a.wav");
    Files.write(file, Wav.pcm16(16_000, 1, ramp(32_000)));
    FileChannel channel = FileChannel.open(file);
    try (Recording recording =
        new AudioDecoder(limits(0)).open(new OpenFile(channel), new Cancellation())) {
      Decoded.all(recording.signal());
      channel.close();

      JobFailedException failure =
          catchThrowableOfType(JobFailedException.class, () -> Decoded.all(recording.signal()));

      assertThat(failure.error().code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(failure.error().retryable()).isTrue();
      assertThat(failure.error().message()).isEqualTo("the audio could not be read to its end");
    }
  }

  @Test
  void shouldRefuseALimitThatNoCountOfSamplesReaches() {
    Duration longest = Limits.LONGEST;

    assertThat(new Limits(1, longest).maxDuration().toSeconds() * Samples.RATE)
        .isLessThan(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new Limits(1, longest.plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("133200");
  }

  /** A file that somebody else may close. */
  private record OpenFile(FileChannel open) implements AudioBytes {
    @Override
    public long length() {
      return 1;
    }
  }

  private static Recording open(byte[] file, int heldSeconds) throws JobFailedException {
    return new AudioDecoder(limits(heldSeconds)).open(Wav.inMemory(file), new Cancellation());
  }

  private static Limits limits(int heldSeconds) {
    return new Limits(1 << 20, Duration.ofMinutes(1), Duration.ofSeconds(heldSeconds));
  }

  private static float[] ramp(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (i % 1_000) / 1_024f;
    }
    return values;
  }

  private static void assertSame(Samples samples, Samples expected) {
    assertThat(samples.length()).isEqualTo(expected.length());
    for (int i = 0; i < expected.length(); i++) {
      assertThat(samples.get(i)).isEqualTo(expected.get(i));
    }
  }
}
