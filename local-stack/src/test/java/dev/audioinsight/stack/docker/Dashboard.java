package dev.audioinsight.stack.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The queries of the dashboard, as Grafana would put them. Immutable. */
final class Dashboard {
  private final JsonNode json;

  private Dashboard(JsonNode json) {
    this.json = json;
  }

  static Dashboard read() throws IOException {
    return new Dashboard(
        new ObjectMapper()
            .readTree(
                Shell.ROOT
                    .resolve("deploy/observability/grafana/dashboards/audio-insight.json")
                    .toFile()));
  }

  /** All queries of all panels, for every worker and over a time that spans the whole test. */
  List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                panel.path("title").asText(),
                target
                    .path("expr")
                    .asText()
                    .replace("$__rate_interval", "10m")
                    .replace("$instance", ".*")));
      }
    }
    return queries;
  }

  /** One query of a panel. Immutable. */
  record Query(String panel, String expression) {}
}
