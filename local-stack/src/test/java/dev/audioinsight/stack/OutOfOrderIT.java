package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a slow job at the head of a partition holds back all behind it. */
@Tag("both-brokers")
class OutOfOrderIT extends KafkaIT {
  @TempDir Path folder;

  @Test
  void shouldAnswerLaterJobsWhileTheFirstOneIsSlow() throws Exception {
    Path gate = folder.resolve("gate");
    sender.send("slow", 0, Map.of("gate", gate.toString()));
    List<String> quick = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      quick.add("quick-" + i);
      sender.send("quick-" + i, 0, Map.of());
    }

    worker(new ObedientProcessor(), Map.of());

    // Given that the slow job still runs, all behind it are answered
    reader.assertEachAnsweredOnce(quick, LIMIT);

    Files.createFile(gate);
    reader.awaitRecords(51, LIMIT);
    assertThat(reader.answers()).containsEntry("slow", 1).hasSize(51);
  }
}
