package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.BrokerProcess;
import dev.audioinsight.stack.harness.CommittedOffsets;
import dev.audioinsight.stack.harness.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A broker process and the proxy in front of it. Confined to one thread at a time. */
final class Ground implements AutoCloseable {
  private static final long LIMIT_SECONDS = 90;

  private final KafkaProxy proxy;
  private final BrokerProcess broker;

  private Ground(KafkaProxy proxy, BrokerProcess broker) {
    this.proxy = proxy;
    this.broker = broker;
  }

  /**
   * @param folder of the broker's data
   */
  static Ground open(Path folder, FlightRecorder recorder) throws IOException {
    KafkaProxy proxy = KafkaProxy.start();
    try {
      TwoDoors doors = TwoDoors.behind(proxy);
      proxy.forwardTo(doors.workers());
      return new Ground(
          proxy,
          BrokerProcess.start(
              folder,
              doors.direct(),
              doors.properties(),
              process -> recorder.watch("broker", process)));
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  KafkaProxy proxy() {
    return proxy;
  }

  BrokerProcess broker() {
    return broker;
  }

  /** How many members the group has. */
  int members(Topics topics) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .describeConsumerGroups(List.of(topics.group()))
          .all()
          .get(LIMIT_SECONDS, TimeUnit.SECONDS)
          .get(topics.group())
          .members()
          .size();
    }
  }

  /** How many offsets lie between what the group has committed and the ends of the jobs topic. */
  long unfinished(Topics topics) throws Exception {
    try (Admin admin = admin()) {
      int count =
          admin
              .describeTopics(List.of(topics.jobs()))
              .allTopicNames()
              .get(LIMIT_SECONDS, TimeUnit.SECONDS)
              .get(topics.jobs())
              .partitions()
              .size();
      Map<TopicPartition, OffsetSpec> partitions =
          IntStream.range(0, count)
              .mapToObj(number -> new TopicPartition(topics.jobs(), number))
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          admin.listOffsets(partitions).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      Map<TopicPartition, OffsetAndMetadata> committed =
          CommittedOffsets.of(broker.bootstrapServers(), topics.group(), partitions.keySet());
      return ends.entrySet().stream()
          .mapToLong(end -> end.getValue().offset() - offset(committed.get(end.getKey())))
          .sum();
    }
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @Override
  public void close() throws IOException {
    broker.close();
    proxy.close();
  }
}
