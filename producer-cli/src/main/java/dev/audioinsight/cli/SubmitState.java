package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a submission has done so far, in a file that outlives it: one line of JSON for each step.
 *
 * <p>The first line says where the topics ended before anything was sent; then each job has a line
 * with its id before it is sent, one when the broker has it, and one with its answer. A job without
 * the second one may have been sent or not: {@link SentJobs} finds out. Confined to one thread.
 */
final class SubmitState implements Journal, AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ANSWERED = "{\"answered\":";

  /** A place in the jobs topic. */
  record At(int partition, long offset) {}

  /** A job that an earlier run, or this one, has given an id. */
  static final class Entry {
    private final String jobId;
    private At at;
    private Result answer;

    private Entry(String jobId) {
      this.jobId = jobId;
    }

    String jobId() {
      return jobId;
    }

    /** Null where none has come. */
    Result answer() {
      return answer;
    }

    /** Whether it is known to have been sent. */
    boolean isSettled() {
      return at != null || answer != null;
    }
  }

  private final LineFile file;
  private final Map<String, Entry> byKey = new LinkedHashMap<>();
  private final Map<String, Entry> byId = new LinkedHashMap<>();
  private TopicEnds start;

  private SubmitState(LineFile file) {
    this.file = file;
  }

  /**
   * Opens a state, or begins one where there is no such file.
   *
   * @throws CliException if it cannot be read, is none, or is in use
   */
  static SubmitState open(Path path) {
    LineFile file = LineFile.open(path);
    SubmitState state = new SubmitState(file);
    int number = 0;
    try {
      for (String line : file.lines()) {
        number++;
        if (line.startsWith(ANSWERED)) {
          state.readAnswer(line);
        } else {
          state.read(MAPPER.readTree(line));
        }
      }
      return state;
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      file.close();
      throw new CliException(
          CliException.USAGE, path + ": line " + number + " is none of a state of submit");
    }
  }

  private void read(JsonNode line) throws IOException {
    if (start == null) {
      start = readStart(line);
    } else if (line.has("planned")) {
      put(line.required("key").textValue(), line.get("planned").textValue());
    } else if (line.has("taken")) {
      byId.get(line.get("taken").textValue()).at =
          new At(line.required("partition").intValue(), line.required("offset").longValue());
    } else {
      throw new IllegalArgumentException("an unknown step");
    }
  }

  /** The text of the result is kept as it is: a detour would cost its metadata their digits. */
  private void readAnswer(String line) throws IOException {
    String json = line.substring(ANSWERED.length(), line.length() - 1);
    Result result = ResultCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    byId.get(result.jobId()).answer = result;
  }

  private static TopicEnds readStart(JsonNode line) {
    Map<String, Map<Integer, Long>> topics = new TreeMap<>();
    line.required("ends")
        .properties()
        .forEach(
            topic -> {
              Map<Integer, Long> ends = new TreeMap<>();
              topic
                  .getValue()
                  .properties()
                  .forEach(end -> ends.put(Integer.valueOf(end.getKey()), end.getValue().asLong()));
              topics.put(topic.getKey(), ends);
            });
    return new TopicEnds(line.required("cluster").textValue(), topics);
  }

  private Entry put(String key, String jobId) {
    Entry entry = new Entry(jobId);
    byKey.put(key, entry);
    byId.put(jobId, entry);
    return entry;
  }

  /**
   * Where the topics ended when the first run of this state began.
   *
   * @param now where they end now
   * @throws CliException if the state is of another cluster or of other topics
   */
  TopicEnds begin(TopicEnds now) {
    if (start == null) {
      start = now;
      ObjectNode line = MAPPER.createObjectNode().put("cluster", now.clusterId());
      ObjectNode ends = line.putObject("ends");
      now.topics()
          .forEach(
              (topic, offsets) -> {
                ObjectNode partitions = ends.putObject(topic);
                offsets.forEach((partition, end) -> partitions.put(partition.toString(), end));
              });
      file.append(List.of(line.toString()));
    }
    if (!start.clusterId().equals(now.clusterId())
        || !start.topics().keySet().equals(now.topics().keySet())) {
      throw new CliException(
          CliException.USAGE,
          file.path() + " is the state of a submission to another cluster or other topics");
    }
    return start;
  }

  /** The jobs of which it is not known whether they were sent. */
  Set<String> unsettled() {
    Set<String> ids = new HashSet<>();
    byId.values().stream().filter(entry -> !entry.isSettled()).forEach(e -> ids.add(e.jobId));
    return ids;
  }

  /**
   * Where jobs of which no word of the broker came may stand: in each partition behind the last one
   * that it has, for a partition keeps the order in which they were sent.
   */
  Map<Integer, Long> sendingFrom(String jobsTopic) {
    Map<Integer, Long> from = new TreeMap<>(start.topics().get(jobsTopic));
    for (Entry entry : byId.values()) {
      if (entry.at != null) {
        from.merge(entry.at.partition(), entry.at.offset() + 1, Math::max);
      }
    }
    return from;
  }

  /** The jobs of the requests in their order, each under the id that it keeps. */
  Map<JobRequest, Entry> plan(Collection<JobRequest> requests) {
    Map<JobRequest, Entry> plan = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (JobRequest request : requests) {
      String key = request.key();
      Entry entry = byKey.get(key);
      if (entry == null) {
        entry = put(key, request.jobId());
        lines.add(
            MAPPER
                .createObjectNode()
                .put("planned", entry.jobId)
                .put("key", key)
                .put("name", request.name())
                .toString());
      }
      plan.put(request.withId(entry.jobId), entry);
    }
    file.append(lines);
    file.force();
    return plan;
  }

  @Override
  public void taken(String jobId, int partition, long offset) {
    byId.get(jobId).at = new At(partition, offset);
    file.append(
        List.of(
            MAPPER
                .createObjectNode()
                .put("taken", jobId)
                .put("partition", partition)
                .put("offset", offset)
                .toString()));
  }

  @Override
  public void answered(List<Result> results) {
    file.append(results.stream().map(SubmitState::line).toList());
    file.force();
    results.forEach(result -> byId.get(result.jobId()).answer = result);
  }

  private static String line(Result result) {
    return ANSWERED + new String(ResultCodec.encode(result), StandardCharsets.UTF_8) + "}";
  }

  @Override
  public void close() {
    file.close();
  }
}
