package dev.audioinsight.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * Performs a scenario again and again, each time with another order of its threads' steps, those
 * within the JDK's queues and locks too: orders with the fewest switches first, the same ones each
 * time. Thread-safe.
 */
public final class Schedules {
  private static final int SCHEDULES = 200;

  private Schedules() {}

  /** What threads do, and what must hold when they have done it. */
  public interface Scenario {
    void perform() throws Exception;
  }

  /** Fails with the order of steps in which the scenario fails, if one is found. */
  public static void assertHolds(Scenario scenario) {
    explore(scenario);
  }

  /** Fails unless an order is found in which the scenario fails: a race was planted in it. */
  public static void assertFindsOut(Scenario planted) {
    assertThat(catchThrowable(() -> explore(planted)))
        .as("the planted race")
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining(Broken.class.getSimpleName());
  }

  private static void explore(Scenario scenario) {
    loadClasses(scenario);
    Lincheck.runConcurrentTest(SCHEDULES, () -> performed(scenario));
  }

  /** Else the explorer, which has a clock too, may take the first order's loading for a hang. */
  private static void loadClasses(Scenario scenario) {
    try {
      performed(scenario);
    } catch (Broken e) {
      // A planted race that comes out at once will come out again.
    }
  }

  private static void performed(Scenario scenario) {
    try {
      scenario.perform();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asserts within a scenario, in few steps. */
  public static void require(boolean condition, String what) {
    if (!condition) {
      throw new Broken(what);
    }
  }

  /** What a scenario requires does not hold. */
  private static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }
}
