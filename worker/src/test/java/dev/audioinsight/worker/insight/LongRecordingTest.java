package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feared: a recording that is too long to be held is heard otherwise than one that is, or another
 * file is taken for it the second time.
 */
class LongRecordingTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Path FORMATS = Path.of("src", "test", "resources", "audio", "formats");
  private static final Limits NOTHING_HELD =
      new Limits(1 << 30, Duration.ofHours(12), Duration.ZERO);

  private static InsightEngine holding;
  private static InsightEngine decodingAgain;

  @TempDir static Path folder;

  @BeforeAll
  static void load() {
    holding = engine(Limits.DEFAULT);
    decodingAgain = engine(NOTHING_HELD);
  }

  private static InsightEngine engine(Limits limits) {
    return InsightEngine.load(
        Path.of("..", "models"), new AudioFetcher(List.of(SAMPLES, FORMATS, folder)), limits);
  }

  @AfterAll
  static void close() {
    holding.close();
    decodingAgain.close();
  }

  static List<Path> recordings() throws IOException {
    try (Stream<Path> samples = Files.list(SAMPLES);
        Stream<Path> formats = Files.list(FORMATS)) {
      return Stream.concat(samples.filter(file -> file.toString().endsWith(".wav")), formats)
          .filter(file -> !file.toString().endsWith(".sh"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldGiveTheVeryAnswerOfASampleThatIsHeld(Path file) throws Exception {
    assertSame(analyse(decodingAgain, file, Trace.NONE), analyse(holding, file, Trace.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two-voices-room-25db.mp3",
        "two-voices-room-25db.amr",
        "one-voice-fan-10db.ogg",
        "one-voice-fan-10db.webm",
        "one-voice-fan-10db.index-first.m4a"
      })
  void shouldGiveTheVeryAnswerOfAFileThatIsCutShort(String name) throws Exception {
    byte[] whole = Files.readAllBytes(FORMATS.resolve(name));
    Path cut = folder.resolve("cut-" + name);
    Files.write(cut, Arrays.copyOf(whole, whole.length * 7 / 10));

    Findings again = analyse(decodingAgain, cut, Trace.NONE);

    assertThat(again.audio().truncated()).isTrue();
    assertSame(again, analyse(holding, cut, Trace.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-voices-room-25db.wav", "two-voices-room-25db.mp3"})
  void shouldSayThatAFileWasWrittenIntoBetweenTheWalks(String name) throws Exception {
    Path file = copy(name);
    // The last byte: behind all speech, where no decoder has to look.
    long last = Files.size(file) - 1;

    JobFailedException failure = failure(file, () -> write(file, last, new byte[] {77}));

    assertChanged(failure);
    assertThat(failure.audio()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-voices-room-25db.wav", "two-voices-room-25db.mp3"})
  void shouldSayThatAFileWasCutShortBetweenTheWalks(String name) throws Exception {
    Path file = copy(name);

    assertChanged(failure(file, () -> truncate(file, 2_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-voices-room-25db.wav", "two-voices-room-25db.mp3"})
  void shouldSayThatAFileBecameNoAudioBetweenTheWalks(String name) throws Exception {
    Path file = copy(name);

    assertChanged(failure(file, () -> write(file, 0, new byte[(int) file.toFile().length()])));
  }

  @Test
  void shouldReadOnWhatWasReplacedOrDeletedBetweenTheWalks() throws Exception {
    Path file = copy("two-voices-room-25db.wav");
    Path other = copy("one-voice-fan-10db.wav");
    Findings expected = analyse(holding, file, Trace.NONE);

    Findings replaced = analyse(decodingAgain, file, between(() -> move(other, file)));
    Files.copy(SAMPLES.resolve(file.getFileName()), file, StandardCopyOption.REPLACE_EXISTING);
    Findings deleted = analyse(decodingAgain, file, between(() -> Files.delete(file)));

    assertSame(replaced, expected);
    assertSame(deleted, expected);
  }

  private static void assertSame(Findings findings, Findings expected) {
    assertThat(findings.audio()).isEqualTo(expected.audio());
    assertThat(findings.speech()).isEqualTo(expected.speech());
    assertThat(findings.snr()).isEqualTo(expected.snr());
    assertThat(findings.speakers()).isEqualTo(expected.speakers());
  }

  private static void assertChanged(JobFailedException failure) {
    assertThat(failure.error().code()).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(failure.error().message()).isEqualTo("the file changed while it was read");
    assertThat(failure.error().retryable()).isTrue();
  }

  private static JobFailedException failure(Path file, Change change) {
    return catchThrowableOfType(
        JobFailedException.class, () -> analyse(decodingAgain, file, between(change)));
  }

  private static Findings analyse(InsightEngine engine, Path file, Trace trace) throws Exception {
    return engine.process(
        Job.of("long", new AudioSource.Remote(file.toRealPath().toUri())),
        new Cancellation(),
        trace);
  }

  private static Path copy(String name) throws IOException {
    Path from = Files.exists(SAMPLES.resolve(name)) ? SAMPLES : FORMATS;
    return Files.copy(
        from.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Does something once speech was looked for, and before anybody is counted. */
  private static Trace between(Change change) {
    return new Trace() {
      @Override
      public void speech(DoubleUnaryOperator probability) {
        try {
          change.make();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private interface Change {
    void make() throws IOException;
  }

  private static void write(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
