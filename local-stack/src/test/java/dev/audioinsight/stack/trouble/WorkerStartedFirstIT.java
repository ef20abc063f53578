package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.Main;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feared: a worker that is started before its broker or its topics ends, says nothing or too much,
 * cannot be stopped, or calls itself ready.
 */
class WorkerStartedFirstIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void shouldComeToLifeOnceTheBrokerAndThenItsTopicsAreThere(String protocol) throws Exception {
    int port = freePort();
    Topics topics = Topics.fresh("started-first");
    try (WatchedWorker worker =
        new WatchedWorker(
            topics.settings("127.0.0.1:" + port, Map.of("group.protocol", protocol)))) {
      worker.awaitTrouble("no broker answers at 127.0.0.1:" + port);
      assertThat(worker.snapshot().state()).isEqualTo(WorkerSnapshot.State.WAITING);

      try (EmbeddedKafka kafka = EmbeddedKafka.start(port, null, Map.of())) {
        worker.awaitTrouble("topics that are not there: " + topics.jobs());
        kafka.createTopics(1, topics.jobs(), topics.deadLetters());
        worker.awaitTrouble("topics that are not there: " + topics.results());
        assertThat(worker.snapshot().groupJoined()).isFalse();
        kafka.createTopics(1, topics.results());
        worker.awaitReady();

        assertAnswers(kafka, topics);
        assertThat(worker.met("unreachable")).isEqualTo(1);
        assertThat(worker.met("topic_missing")).isEqualTo(1);
        worker.close();
        assertThat(worker.exitCode()).isZero();
      }
    }
  }

  @Test
  void shouldJoinABrokerThatMakesTopicsWhenTheyAreAskedFor() {
    Topics topics = Topics.fresh("made-on-demand");
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(0, null, Map.of("auto.create.topics.enable", "true"));
        WatchedWorker worker =
            new WatchedWorker(topics.settings(kafka.bootstrapServers(), Map.of()))) {
      worker.awaitReady();

      assertAnswers(kafka, topics);
    }
  }

  @Test
  void shouldSayOnceThatItWaitsAndEndAtOnceWhenItIsTold() throws Exception {
    int port = freePort();
    try (WorkerProcess worker = start("127.0.0.1:" + port)) {
      await()
          .atMost(LIMIT)
          .until(() -> worker.hasPrinted("no broker answers at 127.0.0.1:" + port));
      assertThat(reasons(worker)).contains("503", "no broker answers at 127.0.0.1:" + port);
      assertThat(live(worker)).isEqualTo(200);

      long before = System.nanoTime();
      int exit = worker.terminate();

      assertThat(exit).as(worker.output()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      assertThat(worker.output().lines().filter(line -> line.contains("WARN"))).hasSize(1);
    }
  }

  @Test
  void shouldTakeAHostThatNobodyKnowsForWrongUsage() throws Exception {
    try (WorkerProcess worker = start("no-such-host.invalid:9092")) {
      await().atMost(LIMIT).until(() -> !worker.isAlive());

      assertThat(worker.exitCode()).as(worker.output()).isEqualTo(2);
      assertThat(worker.output()).contains("audio-insight: no client of no-such-host.invalid:9092");
    }
  }

  private static void assertAnswers(EmbeddedKafka kafka, Topics topics) {
    try (Sender sender = new Sender(kafka.bootstrapServers(), topics.jobs());
        CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), topics.results())) {
      sender.send("a-job", 0, Map.of());
      reader.assertEachAnsweredOnce(List.of("a-job"), LIMIT);
    }
  }

  private WorkerProcess start(String bootstrapServers) {
    return WorkerProcess.start(
        Main.class.getName(), Topics.fresh("first").workerArguments(bootstrapServers, folder));
  }

  private static String reasons(WorkerProcess worker) throws Exception {
    HttpResponse<String> ready = get(worker, "/health/ready");
    return ready.statusCode() + " " + ready.body();
  }

  private static int live(WorkerProcess worker) throws Exception {
    return get(worker, "/health/live").statusCode();
  }

  private static HttpResponse<String> get(WorkerProcess worker, String path) throws Exception {
    Matcher address =
        Pattern.compile("listening on (http://[0-9.]+:[0-9]+)").matcher(worker.output());
    assertThat(address.find()).as(worker.output()).isTrue();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address.group(1) + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
