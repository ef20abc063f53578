package dev.audioinsight.stack.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.cli.Connection;
import dev.audioinsight.cli.JobSubmitter;
import dev.audioinsight.cli.JobTemplate;
import dev.audioinsight.cli.ResultCollector;
import dev.audioinsight.cli.Submission;
import dev.audioinsight.contract.Result;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.kafka.KafkaContainer;

/** One recording in, one result out, on the broker of the official image. */
@Tag("docker")
class WorkerContainerIT {
  private static final Path SAMPLES = Path.of("..", "samples");

  @Test
  void shouldAnswerARecordingOnABrokerInAContainer() throws Exception {
    try (KafkaContainer kafka =
        new KafkaContainer("apache/kafka:4.3.1").withStartupTimeout(Duration.ofMinutes(2))) {
      kafka.start();
      createTopics(kafka.getBootstrapServers());
      try (InsightEngine engine =
              InsightEngine.load(
                  Path.of("..", "models"), new AudioFetcher(List.of(SAMPLES)), Limits.DEFAULT);
          Worker worker =
              Worker.start(
                  new WorkerSettings(
                      KafkaSettings.of(kafka.getBootstrapServers()), 2, "test/docker", "test"),
                  engine)) {
        Result result = answer(kafka.getBootstrapServers());

        assertThat(result).isInstanceOf(Result.Completed.class);
        assertThat(((Result.Completed) result).speakers().count()).isEqualTo(2);
        assertThat(worker.failure()).isNull();
      }
    }
  }

  private static Result answer(String bootstrapServers) {
    Connection connection = new Connection(bootstrapServers, Map.of());
    Submission submission = new Submission();
    try (ResultCollector collector = new ResultCollector(connection, "audio.results", false);
        JobSubmitter submitter = new JobSubmitter(connection, "audio.jobs")) {
      submission.send(
          submitter, List.of(SAMPLES.resolve("two-voices-room-25db.wav")), JobTemplate.DEFAULT);
      assertThat(submission.await(collector, Duration.ofMinutes(1), result -> {})).isTrue();
    }
    return submission.results().values().iterator().next();
  }

  private static void createTopics(String bootstrapServers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("audio.jobs", 6, (short) 1),
                  new NewTopic("audio.results", 1, (short) 1),
                  new NewTopic("audio.jobs.dlq", 1, (short) 1)))
          .all()
          .get();
    }
    new Connection(bootstrapServers, Map.of())
        .require("audio.jobs", "audio.results", "audio.jobs.dlq");
  }
}
