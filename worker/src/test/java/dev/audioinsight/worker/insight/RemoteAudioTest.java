package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchTimes;
import dev.audioinsight.worker.fetch.HostPolicy;
import dev.audioinsight.worker.fetch.HttpFetcher;
import dev.audioinsight.worker.fetch.Spool;
import dev.audioinsight.worker.http.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a recording is heard otherwise when it comes over a network, or a secret comes along. */
class RemoteAudioTest {
  private static final Path SAMPLE = Path.of("..", "samples", "one-voice-fan-10db.wav");

  @TempDir Path folder;

  /** Samples are held, or what was fetched is read twice. */
  @ParameterizedTest
  @ValueSource(longs = {20, 0})
  void shouldAnswerForAudioOfAServerAsForTheFileItself(long heldMinutes) throws Exception {
    Limits limits = new Limits(1 << 30, Duration.ofHours(1), Duration.ofMinutes(heldMinutes));
    HttpServer server = serving(SAMPLE);
    try (DeadlineTimer deadlines = new DeadlineTimer();
        InsightEngine engine = InsightEngine.load(Path.of("..", "models"), fetcher(), limits);
        InferencePool pool = new InferencePool(1, 3, answerer(engine, deadlines))) {
      int port = server.getAddress().getPort();
      Result.Completed remote =
          (Result.Completed) answer(pool, "http://localhost:" + port + "/a.wav?token=s3cret");
      Result.Completed local = (Result.Completed) answer(pool, SAMPLE.toRealPath().toUri() + "");
      Result.Failed missing =
          (Result.Failed) answer(pool, "http://localhost:" + port + "/b.wav?token=s3cret");

      assertThat(remote.audio()).isEqualTo(local.audio());
      assertThat(remote.snr()).isEqualTo(local.snr());
      assertThat(remote.speakers()).isEqualTo(local.speakers());
      assertThat(missing.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(List.of(remote.toString(), missing.toString()))
          .noneMatch(text -> text.contains("s3cret") || text.contains("localhost"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldFollowNoPlaylistThatIsCalledMp3() throws Exception {
    AtomicInteger followed = new AtomicInteger();
    HttpServer server = serving(SAMPLE);
    String here = "http://127.0.0.1:" + server.getAddress().getPort();
    byte[] playlist =
        ("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXTINF:10,\n"
                + here
                + "/next.mp3\n#EXT-X-ENDLIST\n")
            .getBytes(StandardCharsets.UTF_8);
    server.createContext("/song.mp3", exchange -> send(exchange, playlist));
    server.createContext(
        "/next.mp3",
        exchange -> {
          followed.incrementAndGet();
          send(exchange, playlist);
        });
    Path file = Files.write(folder.resolve("song.mp3"), playlist);
    try (DeadlineTimer deadlines = new DeadlineTimer();
        InsightEngine engine =
            InsightEngine.load(Path.of("..", "models"), fetcher(), Limits.DEFAULT);
        InferencePool pool = new InferencePool(1, 3, answerer(engine, deadlines))) {
      for (String uri :
          List.of(here.replace("127.0.0.1", "localhost") + "/song.mp3", file.toUri() + "")) {
        Result.Failed refused = (Result.Failed) answer(pool, uri);

        assertThat(refused.error().code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT);
        assertThat(refused.error().message()).isEqualTo("a playlist is not decoded");
      }
      assertThat(followed).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  private AudioFetcher fetcher() throws Exception {
    return new AudioFetcher(
        List.of(SAMPLE.toRealPath().getParent(), folder),
        new HttpFetcher(
            new HostPolicy(List.of(), List.of("localhost")),
            FetchTimes.DEFAULT,
            new Spool(folder, 1 << 30, 1 << 30, 1 << 30)));
  }

  private static Answerer answerer(InsightEngine engine, DeadlineTimer deadlines) {
    return new Answerer(engine, deadlines, Answerer.provenance("test", "w-1"), Clock.systemUTC());
  }

  private static Result answer(InferencePool pool, String uri) throws InterruptedException {
    byte[] job =
        ("{\"jobId\": \"a\", \"audio\": {\"uri\": \"" + uri + "\"}}")
            .getBytes(StandardCharsets.UTF_8);
    JobRecord record = new JobRecord(new Source("jobs", 0, 0, 1), 0, null, job, List.of());
    pool.submit(new Ticket(record, 1, System.nanoTime()));
    return ((Completion.Answered) pool.poll(60, TimeUnit.SECONDS)).answer().result();
  }

  private static HttpServer serving(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    HttpServer server = LoopbackServer.create();
    server.createContext("/a.wav", exchange -> send(exchange, bytes));
    server.start();
    return server;
  }

  private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
