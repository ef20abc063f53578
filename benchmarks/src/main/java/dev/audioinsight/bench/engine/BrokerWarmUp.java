package dev.audioinsight.bench.engine;

import java.time.Duration;
import java.util.List;

/**
 * Keeps a broker that has just started busy with the plain loops, the transactional one and the
 * other: they ask most of it, and until its compilers have done their work whoever is measured
 * first pays for them.
 */
final class BrokerWarmUp {
  private static final List<Arm> LOOPS = List.of(Arm.PLAIN_LOOP_TRANSACTIONAL, Arm.PLAIN_LOOP);
  private static final Cell NO_WORK = new Cell(0, false, 1);

  private BrokerWarmUp() {}

  static void run(Ground ground, Duration each) throws InterruptedException {
    if (each.isZero()) {
      return;
    }
    Pace pace = new Pace(Duration.ZERO, each);
    int jobs = pace.jobs(NO_WORK);
    String jobsTopic = ground.jobsTopic(NO_WORK, jobs);
    for (Arm loop : LOOPS) {
      Throughput.measure(ground, loop, NO_WORK, jobsTopic, jobs, pace);
    }
    ground.remove(jobsTopic);
  }
}
