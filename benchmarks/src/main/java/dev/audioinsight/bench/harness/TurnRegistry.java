package dev.audioinsight.bench.harness;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;

/**
 * A registry that passes on each turn outside poll: the meter itself forgets the turns of some
 * minutes ago, and cannot tell a warm-up from what follows. Thread-safe.
 */
final class TurnRegistry extends SimpleMeterRegistry {
  private final TurnTimes turns;

  TurnRegistry(TurnTimes turns) {
    this.turns = turns;
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
    return id.getName().equals(WorkerMetrics.OUTSIDE_POLL)
        ? new TurnTimer(id, config, pauseDetector)
        : super.newTimer(id, config, pauseDetector);
  }

  private final class TurnTimer extends CumulativeTimer {
    TurnTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
      super(id, TurnRegistry.this.clock, config, pauseDetector, getBaseTimeUnit(), false);
    }

    @Override
    protected void recordNonNegative(long amount, TimeUnit unit) {
      super.recordNonNegative(amount, unit);
      turns.add(unit.toNanos(amount));
    }
  }
}
