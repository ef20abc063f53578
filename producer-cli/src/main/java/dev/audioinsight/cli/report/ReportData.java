package dev.audioinsight.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page shows of each result: the last one of each job, in the order in which their jobs were
 * first answered. Confined to one thread.
 */
final class ReportData {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, ObjectNode> rows = new LinkedHashMap<>();
  private int otherLines;
  private String firstOther = "";

  private ReportData() {}

  /** Reads lines of JSON; what is no result is counted. */
  static ReportData read(BufferedReader lines) throws IOException {
    ReportData data = new ReportData();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        data.add(line, number);
      }
    }
    return data;
  }

  private void add(String line, int number) {
    try {
      Result result = ResultCodec.decode(line.getBytes(StandardCharsets.UTF_8));
      rows.put(result.jobId(), row(result));
    } catch (JsonProcessingException e) {
      addOther(number, e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      addOther(number, e.getMessage());
    }
  }

  private void addOther(int number, String why) {
    if (otherLines == 0) {
      firstOther = "line " + number + ": " + why;
    }
    otherLines++;
  }

  int size() {
    return rows.size();
  }

  /** How many lines are no results. */
  int otherLines() {
    return otherLines;
  }

  /** The first of them, and why it is none. */
  String firstOther() {
    return firstOther;
  }

  Collection<ObjectNode> rows() {
    return rows.values();
  }

  private static ObjectNode row(Result result) {
    ObjectNode row = NODES.objectNode().put("id", result.jobId());
    if (result.audio() != null) {
      row.put("ms", result.audio().durationMs());
    }
    if (result instanceof Result.Failed failed) {
      return row.put("code", failed.error().code().name()).put("message", failed.error().message());
    }
    Result.Completed completed = (Result.Completed) result;
    row.put("speechMs", completed.speech().durationMs());
    if (Boolean.TRUE.equals(completed.audio().truncated())) {
      row.put("truncated", true);
    }
    if (completed.snr() != null) {
      addSnr(row, completed.snr());
    }
    if (completed.speakers() != null) {
      addSpeakers(row, completed.speakers());
    }
    return row;
  }

  private static void addSnr(ObjectNode row, Snr snr) {
    if (snr.reason() != null) {
      row.put("reason", snr.reason().name());
    }
    if (snr.db() != null) {
      row.put("snr", snr.db());
      row.put("low", snr.interval90Db().get(0)).put("high", snr.interval90Db().get(1));
    }
  }

  /** Turns as [start, end, number of the speaker], in milliseconds. */
  private static void addSpeakers(ObjectNode row, Speakers speakers) {
    row.put("count", speakers.count()).put("confidence", speakers.confidence());
    List<String> names = new ArrayList<>();
    ArrayNode turns = row.putArray("turns");
    for (Speakers.Turn turn : speakers.segments()) {
      if (!names.contains(turn.speaker())) {
        names.add(turn.speaker());
      }
      turns.addArray().add(turn.startMs()).add(turn.endMs()).add(names.indexOf(turn.speaker()));
    }
    names.forEach(row.putArray("names")::add);
  }
}
