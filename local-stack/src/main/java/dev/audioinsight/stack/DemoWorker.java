package dev.audioinsight.stack;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.List;

/** The worker of the demo: a real one, in this process. Thread-safe. */
final class DemoWorker implements AutoCloseable {
  private final InsightEngine engine;
  private final Worker worker;

  private DemoWorker(InsightEngine engine, Worker worker) {
    this.engine = engine;
    this.worker = worker;
  }

  /** Warm models, not yet at work. */
  static final class Models {
    private final InsightEngine engine;

    private Models(InsightEngine engine) {
      this.engine = engine;
    }

    DemoWorker start(String bootstrapServers) {
      return new DemoWorker(
          engine,
          Worker.start(
              new WorkerSettings(
                  KafkaSettings.of(bootstrapServers),
                  Runtime.getRuntime().availableProcessors(),
                  "demo",
                  "demo"),
              engine));
    }
  }

  static Models load(Path models, List<Path> roots) {
    return new Models(InsightEngine.load(models, new AudioFetcher(roots), Limits.DEFAULT));
  }

  /** A worker that has ended by itself is a failure of the demo, whatever it has answered. */
  void throwIfEnded() {
    if (worker.failure() != null) {
      throw new IllegalStateException("the worker has ended", worker.failure());
    }
  }

  @Override
  public void close() {
    worker.close();
    engine.close();
  }
}
