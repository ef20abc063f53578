package dev.audioinsight.stack;

import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.FreezeAfterSend;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Feared: a kill after the results have left and before the commit publishes them twice. */
@Tag("both-brokers")
class KillBetweenSendAndCommitIT extends KafkaIT {

  @Test
  void shouldAnswerEachJobOnce() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add("job-" + i);
      sender.send("job-" + i, null, Map.of());
    }
    WorkerProcess killed =
        workerProcess(
            Map.of(
                "producer.interceptor.classes",
                FreezeAfterSend.class.getName(),
                "producer.transaction.timeout.ms",
                "10000",
                "consumer.session.timeout.ms",
                "6000"));
    await().atMost(LIMIT).until(() -> killed.hasPrinted(FreezeAfterSend.SIGNAL));

    killed.kill();
    workerProcess(Map.of());

    reader.assertEachAnsweredOnce(ids, LIMIT);
  }
}
