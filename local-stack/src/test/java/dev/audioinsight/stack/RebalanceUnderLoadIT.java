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

  private final Random random = new Random(1);
  private final List<String> ids = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void shouldAnswerEachJobOnceWhileAWorkerJoinsAndLeaves(String protocol) {
    Map<String, String> properties = Map.of("group.protocol", protocol);
    ObedientProcessor second = new ObedientProcessor();
    keepUnanswered(1_000);
    worker(new ObedientProcessor(), properties);
    reader.awaitRecords(200, LIMIT);

    Worker joining = worker(second, properties);
    reader.awaitUntil(
        () -> {
          keepUnanswered(1_000);
          return second.begun() >= 200;
        },
        LIMIT);
    joining.close();

    assertThat(second.begun()).as("jobs that the second worker had").isGreaterThanOrEqualTo(200);
    reader.assertEachAnsweredOnce(ids, LIMIT);
  }

  /** However long a worker takes to join or to leave, there is work for both meanwhile. */
  private void keepUnanswered(int jobs) {
    List<Sender.Order> orders = new ArrayList<>();
    while (ids.size() - reader.records().size() < jobs) {
      String id = "job-" + ids.size();
      ids.add(id);
      orders.add(new Sender.Order(id, null, Map.of("workMs", random.nextInt(8))));
    }
    sender.sendAll(orders);
  }
}
