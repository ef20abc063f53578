package dev.audioinsight.worker;

import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.About;
import dev.audioinsight.worker.observe.Observability;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audio-insight worker}: runs until it is told to stop. */
@Command(
    name = "worker",
    description = {
      "Answers audio jobs from a Kafka cluster until it is told to stop.",
      "A broker or a topic that is not there yet is waited for."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal and drained",
      "1:ended by a fault",
      "2:wrong usage, or nobody knows the broker's host name",
      "3:out of memory",
      "4:denied: the last line says what must be allowed",
      "5:another worker uses the same --slot"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  audio-insight worker --bootstrap-servers kafka:9092 --allow-root /audio"})
final class WorkerCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

  /** How often a running worker looks whether it is to stop. */
  private static final Duration STOP_CHECK = Duration.ofMillis(200);

  @Mixin KafkaOptions kafka;

  @Option(
      names = "--threads",
      defaultValue = "${env:AUDIO_INSIGHT_THREADS:-0}",
      paramLabel = "N",
      description = "Inference threads; 0: one for each core (env AUDIO_INSIGHT_THREADS).")
  int threads;

  @Mixin FetchOptions fetch;

  @Option(
      names = "--http-host",
      defaultValue = "${env:AUDIO_INSIGHT_HTTP_HOST:-127.0.0.1}",
      description =
          "Where the status page, /metrics, /health and /jobs listen (env AUDIO_INSIGHT_HTTP_HOST;"
              + " default ${DEFAULT-VALUE}).")
  String httpHost;

  @Option(
      names = "--http-port",
      defaultValue = "${env:AUDIO_INSIGHT_HTTP_PORT:-8080}",
      description = "Their port; 0: any free one (env AUDIO_INSIGHT_HTTP_PORT).")
  int httpPort;

  @Mixin EngineOptions engine;

  @Override
  public Integer call() throws Exception {
    KafkaSettings settings = kafka.settings();
    StopSignal stop = StopSignal.install();
    try (Observability observability =
        Observability.start(
            new InetSocketAddress(httpHost, httpPort), Observability.DEFAULT_TURN_LIMIT)) {
      log.info("listening on http://{}:{}", httpHost, observability.port());
      observability.snapshots().publish(WorkerSnapshot.of(WorkerSnapshot.State.WARMING));
      try (InsightEngine insight = engine.load(bytes -> fetcher(bytes, observability))) {
        log.info("models are warm: {}", insight.modelNames());
        observability.introduce(
            new About(name(), Version.current(), threads(), insight.modelNames()));
        return run(settings, insight, observability, stop);
      }
    } catch (IOException e) {
      throw new UserException(
          "cannot listen on " + httpHost + ":" + httpPort + ": " + e.getMessage());
    }
  }

  private AudioFetcher fetcher(long maxAudioBytes, Observability observability) {
    AudioFetcher fetcher = fetch.fetcher(maxAudioBytes);
    WorkerMetrics metrics = observability.metrics();
    metrics.gauge("spool.used", "Fetched audio that is held", "bytes", fetcher::spooledBytes);
    metrics.gauge(
        "lookups.running",
        "Host names that are looked up, lookups that hang and have been left behind included",
        null,
        fetcher::lookupsRunning);
    return fetcher;
  }

  private int run(
      KafkaSettings settings, InsightEngine insight, Observability observability, StopSignal stop)
      throws InterruptedException {
    Worker worker = start(settings, insight, observability);
    while (!stop.isAsked() && !worker.awaitEnd(STOP_CHECK)) {
      // Runs until it is told to stop, or ends by a fault.
    }
    worker.close();
    return worker.exitCode();
  }

  private Worker start(KafkaSettings settings, InsightEngine insight, Observability observability) {
    try {
      return Worker.start(
          new WorkerSettings(settings, threads(), fetch.threads, name(), Version.current()),
          insight,
          observability.metrics(),
          observability.snapshots());
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage());
    }
  }

  private int threads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** Host and slot, or process where there is none. */
  private String name() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return host + "/" + kafka.slotName().orElseGet(() -> "pid-" + ProcessHandle.current().pid());
  }
}
