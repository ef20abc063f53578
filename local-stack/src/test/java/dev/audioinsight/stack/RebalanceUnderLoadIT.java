package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: partitions that change hands under load lose answers or double them. */
@Tag("both-brokers")
class RebalanceUnderLoadIT extends KafkaIT {

  @Override
  protected int partitions() {
    return 6;
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void shouldAnswerEachJobOnceWhileAWorkerJoinsAndLeaves(String protocol) {
    Random random = new Random(1);
    List<Sender.Order> orders = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      orders.add(new Sender.Order("job-" + i, null, Map.of("workMs", random.nextInt(8))));
    }
    List<String> ids = orders.stream().map(Sender.Order::jobId).collect(Collectors.toList());
    Map<String, String> properties = Map.of("group.protocol", protocol);
    ObedientProcessor second = new ObedientProcessor();

    sender.sendAll(orders);
    worker(new ObedientProcessor(), properties);
    reader.awaitRecords(200, LIMIT);
    Worker joining = worker(second, properties);
    reader.awaitUntil(() -> second.begun() >= 200, LIMIT);
    joining.close();

    assertThat(second.begun()).as("jobs that the second worker had").isGreaterThanOrEqualTo(200);
    reader.assertEachAnsweredOnce(ids, LIMIT);
  }
}
