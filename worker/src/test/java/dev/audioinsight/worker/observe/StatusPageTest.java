package dev.audioinsight.worker.observe;

import static dev.audioinsight.worker.observe.Views.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import dev.audioinsight.testing.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a sender's text that runs in an operator's browser; a page that shows what is not so. */
class StatusPageTest {
  private static final String SCRIPT = "<script>document.title='owned'</script>";
  private static final String IMAGE = "<img src=x onerror=\"document.title='owned'\">";

  private final AtomicLong nanos = new AtomicLong(seconds(10));
  private final SnapshotHolder snapshots = new SnapshotHolder(nanos::get);
  private Observability observability;

  @TempDir Path profile;

  @BeforeEach
  void open() throws IOException {
    observability =
        Observability.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Duration.ofSeconds(60),
            snapshots);
    snapshots.turnEnded(Views::busy);
    snapshots.publish(Views.busy());
    observability.introduce(new About("host/7", "1.2.3", 2, Map.of("vad", "vad-snr@c04243439058")));
  }

  @AfterEach
  void close() {
    observability.close();
  }

  @Test
  void shouldReportWhatTheWorkerIsAndHasDone() throws Exception {
    answer();
    fail("job-1", "no such file");
    for (int i = 0; i < RecentFailures.MOST; i++) {
      fail("later-" + i, "no such file");
    }

    JsonNode status = new ObjectMapper().readTree(get("/status", "localhost").body());

    assertThat(status.at("/worker").textValue()).isEqualTo("host/7");
    assertThat(status.at("/threads").intValue()).isEqualTo(2);
    assertThat(status.at("/models/vad").textValue()).isEqualTo("vad-snr@c04243439058");
    assertThat(status.at("/answered/ok").intValue()).isEqualTo(1);
    assertThat(status.at("/answered/failed/NOT_FOUND").intValue())
        .isEqualTo(RecentFailures.MOST + 1);
    assertThat(status.at("/answered/audioSeconds").doubleValue()).isEqualTo(10);
    long waiting = status.at("/backlog/jobs").longValue();
    assertThat(waiting).isPositive();
    assertThat(status.at("/backlog/audioSeconds").doubleValue()).isEqualTo(waiting * 10.0);
    assertThat(status.at("/lastFailures")).hasSize(RecentFailures.MOST);
    assertThat(status.at("/lastFailures/0/jobId").textValue())
        .as("the latest is the first")
        .isEqualTo("later-" + (RecentFailures.MOST - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "LOCALHOST, 200",
    "evil.example, 421",
    "localhost.evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "a b, 421"
  })
  void shouldAnswerOnLoopbackToNoNameOfSomebodyElse(String host, int status) throws Exception {
    assertThat(get("/status", host).status()).isEqualTo(status);
  }

  @Test
  void shouldLetNothingRunButItsOwnScript() throws Exception {
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url())).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("<style", " style=", " on", "//");
  }

  @Test
  @Timeout(120)
  void shouldShowTheWorkerInABrowserAndASendersTextAsText() throws Exception {
    answer();
    fail(SCRIPT, IMAGE);

    Browser.Page page = Browser.open(URI.create(url()), profile);

    assertThat(page.dom())
        .contains("host/7", "1 ok, 1 failed", "vad-snr@c04243439058", "NOT_FOUND 1")
        .contains("&lt;script&gt;", "&lt;img src=x")
        .contains("<title>audio-insight worker</title>")
        .contains("id=\"pool\" class=\"value\">1 of 2");
    assertThat(page.log()).doesNotContain("Refused to", "Uncaught");
  }

  private void answer() {
    observability
        .metrics()
        .answered(
            new Result.Completed(
                "ok",
                new AudioInfo(10_000L, 16_000, 1, "wav", "0".repeat(64)),
                new Speech(0, 0, List.of()),
                null,
                null,
                null,
                new Timing(1, 1, 1, 1, 1, 500),
                null,
                null));
  }

  private void fail(String jobId, String message) {
    observability
        .metrics()
        .answered(
            new Result.Failed(
                jobId,
                new JobError(ErrorCode.NOT_FOUND, message, false),
                null,
                null,
                null,
                null,
                null));
  }

  private String url() {
    return "http://127.0.0.1:" + observability.port() + "/";
  }

  private record Answered(int status, String body) {}

  /** The client of the JDK lets nobody set a host. */
  private Answered get(String path, String host) throws IOException {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), observability.port())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int body = answer.indexOf("\r\n\r\n") + 4;
      return new Answered(Integer.parseInt(answer.substring(9, 12)), answer.substring(body));
    }
  }
}
