package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.StoppedWork;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feared: a deadline that waits for the end of a network's run, or of any other stage.
 *
 * <p>Moments and bound are in processor time of the job's thread: they depend on the code alone,
 * and not on what else the machine does meanwhile.
 */
class DeadlineStopsInferenceTest {
  private static final Duration LIMIT = Duration.ofMillis(250);
  private static final int MINUTES = 5;
  private static final Path FORMATS = Path.of("src", "test", "resources", "audio", "formats");

  @TempDir static Path folder;

  @BeforeAll
  static void recordALongConversation() throws Exception {
    byte[] sample = Files.readAllBytes(Path.of("..", "samples", "three-voices-room-20db.wav"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("long.wav"))) {
      out.write(Wav.riff().format(Wav.PCM, 1, 16_000, 16).claim("data", 0xFFFF_FFFFL).bytes());
      for (long written = 0; written < MINUTES * 60L * 16_000 * 2; written += sample.length - 44) {
        out.write(sample, 44, sample.length - 44);
      }
    }
    byte[] mp3 = Files.readAllBytes(FORMATS.resolve("one-voice-fan-10db.no-xing.mp3"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("long.mp3"))) {
      for (int i = 0; i < MINUTES * 7; i++) {
        out.write(mp3);
      }
    }
  }

  /** Where samples are held and where they are decoded again. */
  @ParameterizedTest
  @CsvSource({"long.wav, 20", "long.wav, 0", "long.mp3, 0"})
  void shouldStopWhereverTheJobIs(String name, int heldMinutes) throws Exception {
    Limits limits = new Limits(1 << 30, Duration.ofHours(1), Duration.ofMinutes(heldMinutes));
    try (InsightEngine engine =
        InsightEngine.load(Path.of("..", "models"), new AudioFetcher(List.of(folder)), limits)) {
      assertStops(engine, folder.resolve(name));
    }
  }

  private static void assertStops(InsightEngine engine, Path file) throws Exception {
    Job job = Job.of("long", new AudioSource.Remote(file.toUri()));
    int stops = 0;
    for (Duration moment = Duration.ofMillis(5); ; moment = moment.multipliedBy(3).dividedBy(2)) {
      Optional<Duration> more =
          StoppedWork.after(moment, cancellation -> engine.process(job, cancellation));
      if (more.isEmpty()) {
        break;
      }
      assertThat(more.get()).as("stopped after %s", moment).isLessThan(LIMIT);
      stops++;
    }
    assertThat(stops).as("moments before the end of the job").isGreaterThan(8);
  }
}
