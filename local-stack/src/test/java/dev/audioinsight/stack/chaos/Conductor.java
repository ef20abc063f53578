package dev.audioinsight.stack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Performs a plan: begins and ends each fault in its turn, and starts workers again that have ended
 * by themselves. Confined to one thread.
 *
 * <p>What a loaded machine takes for a step comes on top of the plan's own time, so that a fault
 * never lasts shorter than planned, nor do two fall into one because a broker was slow to start.
 */
final class Conductor {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Stage stage;
  private final FlightRecorder recorder;

  Conductor(Stage stage, FlightRecorder recorder) {
    this.stage = stage;
    this.recorder = recorder;
  }

  /**
   * Returns when the last fault has ended.
   *
   * @throws AssertionError if a fault could not be performed
   */
  void perform(FaultPlan plan) throws InterruptedException {
    Duration now = Duration.ZERO;
    for (Cue cue : cues(plan)) {
      pass(cue.at().minus(now));
      now = cue.at();
      act(cue);
    }
  }

  private static List<Cue> cues(FaultPlan plan) {
    List<Cue> cues = new ArrayList<>();
    for (FaultPlan.Step step : plan.steps()) {
      cues.add(new Cue(step.at(), "begin", step.fault(), step.fault()::begin));
      cues.add(new Cue(step.end(), "end", step.fault(), step.fault()::end));
    }
    cues.sort(Comparator.comparing(Cue::at));
    return cues;
  }

  /** Lets time pass, and looks after the workers meanwhile. */
  private void pass(Duration time) throws InterruptedException {
    CountDownLatch nothing = new CountDownLatch(1);
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(LOOK)) {
      long nanos = Math.min(left.toNanos(), LOOK.toNanos());
      if (!nothing.await(nanos, TimeUnit.NANOSECONDS)) {
        stage.fleet().look();
      }
    }
  }

  private void act(Cue cue) throws InterruptedException {
    recorder.note(cue.phase() + " " + cue.fault());
    try {
      cue.act().on(stage);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      throw new AssertionError("could not " + cue.phase() + " " + cue.fault(), e);
    }
  }

  /** One end of a fault, and its moment. */
  private record Cue(Duration at, String phase, Fault fault, Act act) {}

  /** What is done at one moment. */
  private interface Act {
    void on(Stage stage) throws Exception;
  }
}
