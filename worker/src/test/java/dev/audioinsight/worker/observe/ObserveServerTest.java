package dev.audioinsight.worker.observe;

import static dev.audioinsight.worker.observe.Views.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import dev.audioinsight.worker.observe.WorkerSnapshot.State;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObserveServerTest {
  private static final InetSocketAddress FREE_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong nanos = new AtomicLong(seconds(10));
  private final SnapshotHolder snapshots = new SnapshotHolder(nanos::get);
  private Observability observability;

  @BeforeEach
  void open() throws IOException {
    observability = Observability.start(FREE_PORT, Duration.ofSeconds(60), snapshots);
  }

  @AfterEach
  void close() {
    observability.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio_insight_jobs_in_flight 2.0",
        "audio_insight_outcomes_ready 1.0",
        "audio_insight_places_used 3.0",
        "audio_insight_places_max 256.0",
        "audio_insight_payload_used_bytes 4096.0",
        "audio_insight_payload_max_bytes 1000000.0",
        "audio_insight_partitions_assigned 2.0",
        "audio_insight_partitions_paused 1.0",
        "audio_insight_jobs_total{code=\"none\",status=\"ok\"} 1.0",
        "audio_insight_jobs_total{code=\"CRASHED_WORKER\",status=\"failed\"} 0.0",
        "audio_insight_stage_seconds_bucket{stage=\"queued\",le=\"0.005\"} 1",
        "audio_insight_stage_seconds_count{stage=\"fetch\"} 1",
        "audio_insight_stage_seconds_count{stage=\"decode\"} 1",
        "audio_insight_stage_seconds_count{stage=\"vad\"} 1",
        "audio_insight_stage_seconds_count{stage=\"speakers\"} 1",
        "audio_insight_stage_seconds_sum{stage=\"total\"} 0.5",
        "audio_insight_audio_seconds_total 10.0",
        "audio_insight_real_time_factor_sum 0.05",
        "audio_insight_oldest_incomplete_age_seconds 9.0",
        "audio_insight_transactions_total{outcome=\"committed\"} 1.0",
        "audio_insight_transactions_total{outcome=\"aborted\"} 0.0",
        "audio_insight_redelivered_total 0.0",
        "audio_insight_skipped_total 0.0",
        "audio_insight_dead_lettered_total 0.0",
        "audio_insight_retries_total 0.0",
        "audio_insight_records_shortened_total 0.0",
        "audio_insight_late_results_dropped_total 0.0",
        "audio_insight_broker_troubles_total{kind=\"unreachable\"} 0.0",
        "audio_insight_standstills 0.0",
        "audio_insight_poll_turn_seconds_count 1",
        "audio_insight_poll_turn_seconds_max 0.025",
        "audio_insight_poll_outside_seconds{quantile=\"0.999\"} 0.0049",
        "audio_insight_poll_outside_seconds_count 1",
        "audio_insight_poll_outside_seconds_max 0.005",
        "audio_insight_last_turn_age_seconds 0.0",
        "audio_insight_backlog_jobs 102.0",
        "audio_insight_backlog_seconds 51.0",
        "jvm_memory_used_bytes",
        "jvm_threads_live_threads",
        "jvm_gc_",
        "system_cpu_count",
        "process_uptime_seconds"
      })
  void shouldShowEveryMetricOfTheDesign(String line) throws Exception {
    snapshots.publish(Views.busy());
    observability.metrics().answered(completed());
    observability.metrics().transactionCommitted();
    observability.metrics().turnTook(25_000_000, 20_000_000);

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body().lines()).anyMatch(text -> text.startsWith(line));
  }

  @Test
  void shouldLiveBeforeTheFirstTurnHoweverLongWarmingTakes() throws Exception {
    nanos.addAndGet(seconds(600));

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldLiveWhileTurnsEnd() throws Exception {
    snapshots.turnEnded(Views::running);
    nanos.addAndGet(seconds(60));

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}\n");
  }

  @Test
  void shouldNotLiveWhenTheLastTurnIsLongAgo() throws Exception {
    snapshots.turnEnded(Views::running);
    nanos.addAndGet(seconds(61));

    HttpResponse<String> live = get("/health/live");

    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(json(live).path("reasons").path(0).textValue())
        .isEqualTo("the last turn of the poll thread ended 61 s ago, and 60 s are allowed");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldNotLiveWhileSomethingStandsStillThatOnlyARestartMends() throws Exception {
    snapshots.turnEnded(Views::running);
    snapshots.publish(Views.standstill("audio.jobs-0@7 job a hangs"));

    HttpResponse<String> live = get("/health/live");

    assertThat(live.statusCode()).isEqualTo(503);
    assertThat(json(live).path("reasons").path(0).textValue())
        .isEqualTo("audio.jobs-0@7 job a hangs");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/metrics").body()).contains("audio_insight_standstills 1.0");
  }

  @Test
  void shouldLiveThoughTheBrokerIsAwayAndSayThatItIs() throws Exception {
    snapshots.publish(Views.kafka(true, true, Optional.of("no answer from the broker")));

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).path("reasons").path(0).textValue())
        .isEqualTo("no answer from the broker");
  }

  @ParameterizedTest
  @EnumSource(value = State.class, names = "RUNNING", mode = EnumSource.Mode.EXCLUDE)
  void shouldSayWhyItIsNotReadyInEachStateButRunning(State state) throws Exception {
    snapshots.publish(WorkerSnapshot.of(state));

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).path("status").textValue()).isEqualTo("not ready");
    assertThat(json(ready).path("reasons")).hasSize(1);
    assertThat(get("/health/live").statusCode()).isEqualTo(state == State.STOPPED ? 503 : 200);
  }

  @Test
  void shouldBeReadyInTheGroupEvenWithoutPartitions() throws Exception {
    snapshots.publish(Views.running());

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}\n");
  }

  @Test
  void shouldSayAllThatKeepsItFromBeingReady() throws Exception {
    snapshots.publish(Views.kafka(false, false, Optional.of("fenced")));

    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).path("reasons"))
        .map(JsonNode::textValue)
        .containsExactly("the group has not been joined", "the producer cannot send", "fenced");
  }

  @Test
  void shouldNotBeReadyWhileTroubleWithTheBrokerLasts() throws Exception {
    snapshots.publish(WorkerSnapshot.waiting(Optional.of("no broker answers")));
    assertThat(json(get("/health/ready")).path("reasons").toString())
        .isEqualTo("[\"no broker answers\"]");

    snapshots.publish(Views.kafka(true, true, Optional.of("a topic is missing")));
    assertThat(json(get("/health/ready")).path("reasons").toString())
        .isEqualTo("[\"a topic is missing\"]");
  }

  @Test
  void shouldListTheJobsInFlightOldestFirst() throws Exception {
    snapshots.publish(Views.busy());

    JsonNode page = json(get("/jobs"));

    assertThat(page.path("jobs").path(0))
        .hasToString(
            "{\"topic\":\"audio.jobs\",\"partition\":0,\"offset\":7,\"jobId\":\"call-7\","
                + "\"stage\":\"running\",\"ageMs\":9000,\"attempt\":2,\"holdsCommitBack\":true}");
    assertThat(page.path("jobs").path(1))
        .hasToString(
            "{\"topic\":\"audio.jobs\",\"partition\":0,\"offset\":9,"
                + "\"stage\":\"queued\",\"ageMs\":4000,\"attempt\":1,\"holdsCommitBack\":false}");
    assertThat(page.at("/partitions/0/commitHeldBackBy"))
        .hasToString("{\"offset\":7,\"ageMs\":9000}");
    assertThat(page.at("/partitions/1").has("commitHeldBackBy")).isFalse();
    assertThat(page.at("/places")).hasToString("{\"used\":3,\"max\":256}");
    assertThat(page.at("/trouble").textValue()).isEqualTo("a line");
  }

  @Test
  void shouldLetAgesGrowWhenNoNewerSnapshotComes() throws Exception {
    snapshots.publish(Views.busy());
    nanos.addAndGet(seconds(5));

    assertThat(json(get("/jobs")).at("/jobs/0/ageMs").longValue()).isEqualTo(14_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/index.html", "/health", "/jobs/", "/metrics2", "/..%2fjobs"})
  void shouldSayWhatThereIsWhereNothingIs(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).path("error").textValue())
        .isEqualTo(
            "there are /, /health/live, /health/ready, /jobs, /metrics, /page.css, /page.js,"
                + " /status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
  void shouldAnswerOnlyGetAndHead(String method) throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/jobs").method(method, HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void shouldAnswerHeadWithTheLengthAndNoBody() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/health/live").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Length")).contains("18");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void shouldAnswerOthersWhileAClientStallsInMidRequest() throws Exception {
    try (Socket stalled = new Socket(InetAddress.getLoopbackAddress(), observability.port())) {
      stalled.getOutputStream().write("GET /jobs HT".getBytes(StandardCharsets.US_ASCII));
      stalled.getOutputStream().flush();

      assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldKeepTheJvmUpWithNoThread() throws Exception {
    get("/health/live");

    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("http"))
            .toList();

    assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("HTTP-Dispatcher"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void shouldNameThePortThatItCannotHave() {
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), observability.port());

    assertThatThrownBy(() -> Observability.start(taken, Duration.ofSeconds(60)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on")
        .hasMessageContaining(Integer.toString(observability.port()));
  }

  @Test
  void shouldGiveThePortBackWhenItCloses() {
    observability.close();

    assertThatThrownBy(() -> get("/health/live")).isInstanceOf(ConnectException.class);
  }

  private static Result completed() {
    return new Result.Completed(
        "a",
        new AudioInfo(10_000, 16_000, 1, "wav", "0".repeat(64)),
        new Speech(0, 0, List.of()),
        null,
        null,
        null,
        new Timing(3, 12, 4, 30, 95, 500),
        null,
        null);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + observability.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/json; charset=utf-8");
    return new ObjectMapper().readTree(response.body());
  }
}
