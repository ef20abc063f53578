package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A network of others in the place of the project's own, with parameters fitted to it. */
class SpeakerSetupTest {
  private static final int REPEATS = 20;
  private static final String THREE_VOICES = "three-voices-room-20db.wav";
  private static final Path SAMPLES = Path.of("..", "samples").toAbsolutePath().normalize();
  private static final Path NETWORKS = Path.of("src", "test", "resources", "networks");

  private static InsightEngine engine;

  @BeforeAll
  static void load() {
    engine =
        InsightEngine.load(
            Path.of("..", "models"),
            new ModelChoice(
                Optional.empty(), Optional.of(NETWORKS.resolve("embedding.onnx").toString())),
            new AudioFetcher(List.of(SAMPLES)),
            Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void shouldCountAsTheReferenceDoes() throws Exception {
    JsonNode reference =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllBytes(NETWORKS.resolve("embedding.json")));

    Speakers speakers = speakers(reference.get("sample").textValue());

    for (int k = 0; k < reference.get("distribution").size(); k++) {
      assertThat(speakers.distribution().getOrDefault(Integer.toString(k), 0.0))
          .as("P(%d)", k)
          .isCloseTo(reference.get("distribution").get(k).asDouble(), within(0.002));
    }
  }

  @Test
  void shouldGiveTheSameAnswerTwentyTimesOverAndOnTwoThreads() throws Exception {
    Speakers alone = speakers(THREE_VOICES);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Callable<Speakers> count = () -> speakers(THREE_VOICES);
      for (Future<Speakers> answer : two.invokeAll(Collections.nCopies(REPEATS, count))) {
        assertThat(answer.get()).isEqualTo(alone);
      }
    } finally {
      two.shutdown();
    }
    for (int i = 0; i < REPEATS; i++) {
      assertThat(speakers(THREE_VOICES)).isEqualTo(alone);
    }
  }

  @Test
  void shouldNameNetworkAndParameters() {
    assertThat(engine.modelNames()).containsOnlyKeys("vad", "speaker", "speakerCount");
    assertThat(engine.modelNames().get("speaker")).startsWith("embedding@");
    assertThat(engine.modelNames().get("speakerCount")).startsWith("embedding.count@");
  }

  private static Speakers speakers(String sample) throws Exception {
    Job job =
        new Job(
            "job",
            new AudioSource.Remote(SAMPLES.resolve(sample).toUri()),
            Set.of(Analysis.SPEAKERS),
            Options.DEFAULT,
            Duration.ofMinutes(1),
            Optional.empty(),
            Optional.empty());
    return engine.process(job, new Cancellation()).speakers().orElseThrow();
  }
}
