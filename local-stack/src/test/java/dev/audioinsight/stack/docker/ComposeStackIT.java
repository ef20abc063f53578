package dev.audioinsight.stack.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Ports;
import dev.audioinsight.stack.harness.Sender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Feared: a stack that does not come up as its page says, and a dashboard that shows nothing. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeStackIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PARTITIONS = 6;
  private static final int KAFKA_PORT = Ports.free();
  private static final int PROMETHEUS_PORT = Ports.free();
  private static final int HTTP_PORTS = Ports.free();

  private static Shell compose;

  @BeforeAll
  static void start() throws Exception {
    Shell docker = Shell.docker();
    List<String> command =
        docker.can("compose", "version") ? List.of("docker", "compose") : List.of("docker-compose");
    compose = composeBy(command);
    assumeTrue(compose.can("version"), "there is no Compose here");
    compose.run("build", "worker", "producer");
    compose.run("up", "-d", "--scale", "worker=2", "worker", "prometheus");
  }

  private static Shell composeBy(List<String> command) {
    List<String> all =
        Stream.concat(
                command.stream(),
                Stream.of("-p", "audio-insight-test", "--profile", "producer", "--profile"))
            .collect(Collectors.toList());
    all.add("observability");
    return new Shell(
        all,
        Map.of(
            "KAFKA_PORT", Integer.toString(KAFKA_PORT),
            "PROMETHEUS_PORT", Integer.toString(PROMETHEUS_PORT),
            "WORKER_HTTP_PORTS", HTTP_PORTS + "-" + (HTTP_PORTS + 9)));
  }

  @AfterAll
  static void stop() throws Exception {
    compose.run("down", "--volumes", "--timeout", "20");
  }

  @Test
  @Order(1)
  void shouldAnswerTheSamplesThatItsProducerSubmits() throws Exception {
    String printed = compose.run("run", "--rm", "-T", "producer");

    try (Stream<Path> samples = Files.list(Shell.ROOT.resolve("samples"))) {
      assertThat(samples.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".wav")))
          .hasSizeGreaterThan(5)
          .allSatisfy(sample -> assertThat(printed).containsPattern(sample + " +\\d"));
    }
  }

  @Test
  @Order(2)
  void shouldAnswerJobsThatNameAFileByItsPathOnThisMachine() {
    awaitBothWorkersScraped();
    String servers = "127.0.0.1:" + KAFKA_PORT;
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> "job-" + i).toList();
    try (Sender sender = new Sender(servers, "audio.jobs");
        CommittedReader reader = new CommittedReader(servers, "audio.results")) {
      for (int i = 0; i < ids.size(); i++) {
        sender.sendRaw(i % PARTITIONS, null, job(ids.get(i), "one-voice-fan-10db.wav"));
      }
      sender.sendAllRaw(List.of(job("missing", "no-such-file.wav")));

      reader.awaitUntil(() -> reader.answers().keySet().containsAll(ids), LIMIT);

      assertThat(reader.answers())
          .containsAllEntriesOf(ids.stream().collect(Collectors.toMap(id -> id, id -> 1)));
    }
  }

  @Test
  @Order(3)
  void shouldHaveFiguresForEveryQueryOfTheDashboard() throws Exception {
    Prometheus prometheus = new Prometheus(PROMETHEUS_PORT);
    for (Dashboard.Query query : Dashboard.read().queries()) {
      List<Double> values =
          await(query.toString())
              .atMost(LIMIT)
              .until(
                  () -> prometheus.values(query.expression()),
                  found -> found.stream().anyMatch(Double::isFinite));
      System.out.printf("%-28s %2d series, %s%n", query.panel(), values.size(), values);
    }
    // A scrape of a busy worker may fail, but not for ever.
    awaitBothWorkersScraped();
  }

  @Test
  @Order(4)
  void shouldEvaluateEveryAlert() throws Exception {
    Prometheus prometheus = new Prometheus(PROMETHEUS_PORT);

    compose.run(
        "exec",
        "-T",
        "prometheus",
        "promtool",
        "check",
        "config",
        "/etc/prometheus/prometheus.yml");

    assertThat(prometheus.rules())
        .hasSizeGreaterThan(5)
        .allSatisfy(rule -> assertThat(rule.path("health").asText()).isEqualTo("ok"));
  }

  /** Last, for nothing runs after it. */
  @Test
  @Order(5)
  void shouldStopTheBrokerWhenTheWorkersHaveDrained() throws Exception {
    String servers = "127.0.0.1:" + KAFKA_PORT;
    try (Sender sender = new Sender(servers, "audio.jobs");
        CommittedReader reader = new CommittedReader(servers, "audio.results")) {
      for (int i = 0; i < 100 * PARTITIONS; i++) {
        sender.sendRaw(i % PARTITIONS, null, job("late-" + i, "two-voices-telephone-15db.wav"));
      }
      reader.awaitUntil(() -> reader.answers().containsKey("late-0"), LIMIT);
    }

    compose.run("stop", "worker", "kafka");

    assertThat(compose.run("logs", "--no-color", "worker").lines())
        .filteredOn(line -> line.endsWith(" drained"))
        .hasSize(2);
  }

  /**
   * Whatever a worker counts before its first scrape is no increase: a query would wait in vain.
   */
  private static void awaitBothWorkersScraped() {
    Prometheus prometheus = new Prometheus(PROMETHEUS_PORT);
    await("both workers scraped")
        .atMost(LIMIT)
        .until(() -> prometheus.values("sum(up)"), List.of(2.0)::equals);
  }

  private static byte[] job(String id, String sample) {
    Path file = Shell.ROOT.resolve("samples").resolve(sample);
    return "{\"jobId\": \"%s\", \"audio\": {\"uri\": \"%s\"}}"
        .formatted(id, file.toUri())
        .getBytes(StandardCharsets.UTF_8);
  }
}
