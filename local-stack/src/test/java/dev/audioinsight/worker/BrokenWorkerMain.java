package dev.audioinsight.worker;

import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.TestWorkerMain;
import dev.audioinsight.worker.kafka.BrokenKafkaSide;
import dev.audioinsight.worker.kafka.BrokenRule;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * A worker process that breaks one rule, named by the property {@code broken.rule} among those that
 * {@link TestWorkerMain} takes.
 */
public final class BrokenWorkerMain {
  /** The property that names the rule. */
  public static final String RULE = "broken.rule";

  private BrokenWorkerMain() {}

  public static void main(String[] args) throws InterruptedException {
    TestWorkerMain.run(
        args,
        settings ->
            Worker.start(
                new BrokenKafkaSide(
                    settings.kafka(), BrokenRule.valueOf(settings.kafka().properties().get(RULE))),
                settings,
                new ObedientProcessor(),
                new WorkerMetrics(new SimpleMeterRegistry()),
                new SnapshotHolder()));
  }
}
