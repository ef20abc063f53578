package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a job runs on past its time limit, for nothing, and its thread is lost to others. */
class DeadlineStopsInferenceIT extends KafkaIT {
  private static final int[] TIMEOUTS_MS = {40, 150, 400, 700, 1_000, 1_300, 1_600};

  /** More than an hour: far longer than any of the limits. */
  private static final int REPETITIONS = 200;

  @TempDir Path folder;

  @Test
  void shouldAnswerWithinAQuarterOfASecondOfTheDeadline() throws Exception {
    Path recording = longRecording();
    InsightEngine engine =
        opened(
            InsightEngine.load(
                Path.of("..", "models"), new AudioFetcher(List.of(folder)), Limits.DEFAULT));
    for (int timeout : TIMEOUTS_MS) {
      String job =
          "{\"jobId\": \"%d\", \"audio\": {\"uri\": \"%s\"}, \"timeoutMs\": %d}"
              .formatted(timeout, recording.toUri(), timeout);
      sender.sendRaw(0, null, job.getBytes(StandardCharsets.UTF_8));
    }

    // One thread: each job begins when the one before has really ended
    opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(bootstrapServers(), Map.of()), 1, "test/in-process", "test"),
            engine));

    reader.awaitRecords(TIMEOUTS_MS.length, LIMIT);
    assertThat(reader.results())
        .hasSize(TIMEOUTS_MS.length)
        .allSatisfy(
            result ->
                assertThat(((Result.Failed) result).error().code())
                    .isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    // The median: a machine that does something else for a moment is not what is feared
    assertThat(
            reader.results().stream().mapToLong(DeadlineStopsInferenceIT::late).sorted().toArray())
        .satisfies(late -> assertThat(late[0]).isNotNegative())
        .satisfies(late -> assertThat(late[late.length / 2]).isLessThan(250));
  }

  private static long late(Result result) {
    return result.timing().totalMs() - Long.parseLong(result.jobId());
  }

  private Path longRecording() throws Exception {
    byte[] sample = Files.readAllBytes(Path.of("..", "samples", "three-voices-room-20db.wav"));
    Path file = folder.resolve("long.wav");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(sample, 0, 40);
      // A data chunk of this length goes on to the end of the file.
      out.write(new byte[] {-1, -1, -1, -1});
      for (int i = 0; i < REPETITIONS; i++) {
        out.write(sample, 44, sample.length - 44);
      }
    }
    return file;
  }
}
