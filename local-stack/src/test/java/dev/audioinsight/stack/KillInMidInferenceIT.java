package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: after a kill, what was done is done again, or what was not done is forgotten. */
@Tag("both-brokers")
class KillInMidInferenceIT extends KafkaIT {
  @TempDir Path folder;

  @Test
  void shouldRepeatOnlyWhatWasNotAnswered() throws Exception {
    // Given a job that runs, and answered ones above it in the same partition
    Path gate = folder.resolve("gate");
    List<String> ids = new ArrayList<>(List.of("interrupted"));
    sender.send("interrupted", 0, Map.of("gate", gate.toString()));
    for (int i = 0; i < 30; i++) {
      ids.add("done-" + i);
      sender.send("done-" + i, 0, Map.of());
    }
    // Given a short session, so that the group forgets the dead member soon
    WorkerProcess first = workerProcess(Map.of("consumer.session.timeout.ms", "6000"));
    reader.awaitRecords(30, LIMIT);

    first.kill();
    Files.createFile(gate);
    workerProcess(Map.of());

    reader.assertEachAnsweredOnce(ids, LIMIT);
    Result repeated =
        reader.results().stream()
            .filter(result -> result.jobId().equals("interrupted"))
            .findFirst()
            .orElseThrow();
    assertThat(repeated.source().attempt()).isEqualTo(2);
  }
}
