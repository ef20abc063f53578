package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.AudioServer;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchTimes;
import dev.audioinsight.worker.fetch.HostPolicy;
import dev.audioinsight.worker.fetch.HttpFetcher;
import dev.audioinsight.worker.fetch.Spool;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: slow downloads hold up jobs that need none, or are answered twice or not after a stop.
 */
class SlowDownloadsIT extends KafkaIT {
  private static final Path SAMPLE = Path.of("..", "samples", "tone.wav");

  @TempDir Path folder;
  private final AtomicInteger flaky = new AtomicInteger();
  private AudioServer server;

  @BeforeEach
  void serve() throws IOException {
    server = opened(new AudioServer(SAMPLE));
    server.serveLate("/slow");
    server.serve("/flaky", () -> flaky.incrementAndGet() == 1 ? 503 : 200);
  }

  @Test
  void shouldAnswerWhatNeedsNoDownloadWhileAllDownloadsAreSlow() throws Exception {
    for (int i = 0; i < 4; i++) {
      sender.sendUri("slow-" + i, uri("/slow"));
    }
    sender.sendUri("flaky", uri("/flaky"));
    sender.sendUri("here", SAMPLE.toRealPath().toUri().toString());
    worker(2);

    reader.awaitRecords(1, LIMIT);
    assertThat(reader.answers()).containsOnlyKeys("here");
    await().atMost(LIMIT).until(() -> server.lateRequests() == 2);

    server.release();
    reader.assertEachAnsweredOnce(
        List.of("slow-0", "slow-1", "slow-2", "slow-3", "flaky", "here"), LIMIT);
    assertThat(reader.results())
        .allSatisfy(result -> assertThat(result.status()).isEqualTo("ok"))
        .filteredOn(result -> result.jobId().equals("flaky"))
        .extracting(result -> result.source().attempt())
        .containsExactly(2);
  }

  @Test
  void shouldAnswerTheDownloadThatRunsAtAStopAndLeaveTheOthersToTheNextOwner() throws Exception {
    for (int i = 0; i < 3; i++) {
      sender.sendUri("slow-" + i, uri("/slow"));
    }
    Worker first = worker(1);
    await().atMost(LIMIT).until(() -> server.lateRequests() == 1 && places(first) == 3);

    Thread stop = new Thread(first::close, "stop");
    stop.start();
    await().atMost(LIMIT).until(() -> state(first) == WorkerSnapshot.State.DRAINING);
    server.release();
    stop.join();

    reader.awaitRecords(1, LIMIT);
    reader.readToEnd();
    assertThat(reader.answers()).containsOnlyKeys("slow-0");
    worker(1);
    reader.assertEachAnsweredOnce(List.of("slow-0", "slow-1", "slow-2"), LIMIT);
    assertThat(reader.results())
        .extracting(Result::source)
        .allSatisfy(source -> assertThat(source.attempt()).isEqualTo(1));
  }

  private static long places(Worker worker) {
    return worker.snapshots().latest().places().used();
  }

  private static WorkerSnapshot.State state(Worker worker) {
    return worker.snapshots().latest().state();
  }

  private Worker worker(int fetchThreads) throws IOException {
    HttpFetcher http =
        new HttpFetcher(
            new HostPolicy(List.of(), List.of("localhost")),
            FetchTimes.DEFAULT,
            new Spool(folder, 1 << 24, 1 << 24, 1 << 28));
    InsightEngine engine =
        opened(
            InsightEngine.load(
                Path.of("..", "models"),
                new AudioFetcher(List.of(SAMPLE.toRealPath().getParent()), http),
                Limits.DEFAULT));
    return opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(bootstrapServers(), Map.of()),
                1,
                fetchThreads,
                "test/in-process",
                "test"),
            engine));
  }

  private String uri(String path) {
    return "http://localhost:" + server.port() + path;
  }
}
