package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.AudioServer;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.RealWorkerMain;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.testing.S3Store;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a worker as its users start it hears an object otherwise than a file, or tells a secret.
 */
class RemoteJobsIT extends KafkaIT {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Path SAMPLE = SAMPLES.resolve("one-voice-fan-10db.wav");

  /** What no result, log line or page may hold. */
  private static final String[] SECRETS = {"s3cret", "hunter", "test-secret-key", "X-Amz"};

  @TempDir Path folder;
  private AudioServer server;

  @BeforeEach
  void serve() throws IOException {
    server = opened(new AudioServer(SAMPLE));
    server.serve("/audio.wav", () -> 200);
    server.serve("/broken.wav", () -> 503);
    server.serveLate("/slow.wav");
  }

  @Test
  void shouldAnswerForAnObjectOfAnOpenBucketAsForTheFileItself() throws Exception {
    try (S3Store store = new S3Store(folder)) {
      store.put("audio", "calls/a b.wav", SAMPLE);
      store.put("audio", "calls-secret/a.wav", SAMPLE);
      sender.sendUri("object", "s3://audio/calls/a%20b.wav");
      sender.sendUri("file", SAMPLE.toRealPath().toUri().toString());
      sender.sendUri("missing", "s3://audio/calls/none.wav");
      sender.sendUri("closed", "s3://audio/calls-secret/a.wav");
      WorkerProcess worker =
          worker(
              S3Store.credentials(),
              List.of("--allow-s3", "audio/calls", "--s3-endpoint", store.endpoint()));

      Map<String, Result> results = results("object", "file", "missing", "closed");
      Result.Completed object = (Result.Completed) results.get("object");
      Result.Completed file = (Result.Completed) results.get("file");
      assertThat(object.audio()).isEqualTo(file.audio());
      assertThat(object.snr()).isEqualTo(file.snr());
      assertThat(object.speakers()).isEqualTo(file.speakers());
      assertThat(code(results.get("missing"))).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(code(results.get("closed"))).isEqualTo(ErrorCode.FORBIDDEN_URI);
      assertThat(worker.output() + written()).doesNotContain(SECRETS);
    }
  }

  @Test
  void shouldShowNothingOfASignedLink() throws Exception {
    sender.sendUri("signed", uri("", "/audio.wav"));
    sender.sendUri("user", uri("ann:hunter2@", "/none.wav"));
    sender.sendUri("broken", uri("", "/broken.wav"));
    sender.sendUri("private", "http://127.0.0.1:9/a.wav?X-Amz-Signature=s3cret#s3cret");
    sender.sendUri("closed", "s3://ann:hunter2@audio/a.wav?X-Amz-Signature=s3cret");
    sender.sendUri("no-uri", "http://ann:hunter2@host name/a.wav?X-Amz-Signature=s3cret");
    sender.sendUri("slow", uri("ann:hunter2@", "/slow.wav"));
    WorkerProcess worker =
        worker(debug(), List.of("--allow-private-host", "localhost", "--max-attempts", "2"));

    reader.awaitRecords(6, LIMIT);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(page(worker, "/metrics"))
                    .contains(
                        "audio_insight_fetches_running 1.0",
                        "audio_insight_fetches_waiting 0.0",
                        "audio_insight_spool_used_bytes 0.0",
                        "audio_insight_lookups_running 0.0"));
    assertThat(page(worker, "/jobs")).contains("slow").doesNotContain(SECRETS);
    assertThat(page(worker, "/metrics")).doesNotContain(SECRETS);

    server.release();
    Map<String, Result> results =
        results("signed", "user", "broken", "private", "closed", "no-uri", "slow");
    assertThat(results.get("signed").status()).isEqualTo("ok");
    assertThat(results.get("slow").status()).isEqualTo("ok");
    assertThat(code(results.get("user"))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(code(results.get("broken"))).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(code(results.get("private"))).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(code(results.get("closed"))).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(code(results.get("no-uri"))).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(worker.terminate()).isZero();
    assertThat(worker.output()).as("the log tells all that it ever would").contains(" DEBUG ");
    assertThat(worker.output() + written()).doesNotContain(SECRETS);
  }

  /** With the log as it is shipped, and not that of the tests, at its most talkative. */
  private static Map<String, String> debug() {
    Path shipped = Path.of("..", "worker", "src", "main", "resources", "logback.xml");
    return Map.of(
        "AUDIO_INSIGHT_LOG_LEVEL",
        "DEBUG",
        "JAVA_TOOL_OPTIONS",
        "-Dlogback.configurationFile=" + shipped.toAbsolutePath().normalize());
  }

  private WorkerProcess worker(Map<String, String> environment, List<String> options) {
    List<String> arguments = new ArrayList<>(topics.workerArguments(bootstrapServers(), SAMPLES));
    arguments.addAll(options);
    return opened(
        WorkerProcess.start(
            List.of("-Xmx256m"), environment, RealWorkerMain.class.getName(), arguments));
  }

  private Map<String, Result> results(String... jobIds) {
    reader.assertEachAnsweredOnce(List.of(jobIds), LIMIT);
    return reader.results().stream().collect(Collectors.toMap(Result::jobId, result -> result));
  }

  /** All results as they were written. */
  private String written() {
    return reader.records().stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("\n"));
  }

  private static ErrorCode code(Result result) {
    return ((Result.Failed) result).error().code();
  }

  private String uri(String userInfo, String path) {
    return "http://%slocalhost:%d%s?X-Amz-Signature=s3cret#s3cret"
        .formatted(userInfo, server.port(), path);
  }

  private static String page(WorkerProcess worker, String path) throws Exception {
    Matcher address =
        Pattern.compile("listening on (http://[0-9.]+:[0-9]+)").matcher(worker.output());
    assertThat(address.find()).as(worker.output()).isTrue();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address.group(1) + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
