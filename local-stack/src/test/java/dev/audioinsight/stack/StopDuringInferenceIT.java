package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.cli.Connection;
import dev.audioinsight.cli.JobSubmitter;
import dev.audioinsight.cli.JobTemplate;
import dev.audioinsight.cli.Submission;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.Main;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Feared: ONNX Runtime is taken down under running inferences, and a stop becomes a crash. */
class StopDuringInferenceIT extends KafkaIT {
  private static final Path SAMPLES = Path.of("..", "samples");

  @Test
  void shouldEndInOrderAndAnswerEachJobOnce() throws Exception {
    List<Path> files = Collections.nCopies(150, SAMPLES.resolve("two-voices-telephone-15db.wav"));
    Submission submission = new Submission();
    try (JobSubmitter submitter =
        new JobSubmitter(new Connection(bootstrapServers(), Map.of()), topics.jobs())) {
      submission.send(submitter, files, JobTemplate.DEFAULT);
    }
    WorkerProcess first = realWorker();
    reader.awaitRecords(5, LIMIT);

    int exit = first.terminate();

    assertThat(exit).as(first.output()).isZero();
    assertThat(first.output()).contains("drained", "left the group");
    realWorker();
    reader.assertEachAnsweredOnce(submission.requests().keySet(), LIMIT);
  }

  private WorkerProcess realWorker() {
    return opened(
        WorkerProcess.start(
            Main.class.getName(), topics.workerArguments(bootstrapServers(), SAMPLES)));
  }
}
