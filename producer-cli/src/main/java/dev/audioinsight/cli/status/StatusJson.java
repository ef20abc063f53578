package dev.audioinsight.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Writes how far a group is as one JSON object. Thread-safe. */
final class StatusJson {
  private StatusJson() {}

  static ObjectNode of(GroupStatus status) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("group", status.group()).put("state", status.state());
    json.put("unanswered", status.unanswered());
    status
        .oldest()
        .ifPresent(
            oldest ->
                json.putObject("oldest")
                    .put("partition", oldest.partition())
                    .put("offset", oldest.offset())
                    .put("sentAt", Instant.ofEpochMilli(oldest.timestamp()).toString())
                    .put("jobId", oldest.jobId()));
    ArrayNode partitions = json.putArray("partitions");
    status.partitions().forEach(partition -> add(partition, partitions.addObject()));
    ArrayNode workers = json.putArray("workers");
    for (Member member : status.members()) {
      ObjectNode worker = workers.addObject().put("name", member.name()).put("host", member.host());
      member.partitions().forEach(worker.putArray("partitions")::add);
    }
    ArrayNode topics = json.putArray("topics");
    for (TopicSize topic : status.topics()) {
      topics
          .addObject()
          .put("name", topic.name())
          .put("partitions", topic.partitions())
          .put("offsets", topic.offsets());
    }
    return json;
  }

  private static void add(PartitionStatus partition, ObjectNode json) {
    json.put("partition", partition.partition());
    partition.committed().ifPresent(committed -> json.put("committed", committed));
    json.put("end", partition.end())
        .put("lag", partition.lag())
        .put("ahead", partition.answeredAbove())
        .put("unanswered", partition.unanswered())
        .put("open", partition.open())
        .put("suspects", partition.hasSuspects());
    partition.trouble().ifPresent(trouble -> json.put("trouble", trouble));
    partition.worker().ifPresent(worker -> json.put("worker", worker));
  }
}
