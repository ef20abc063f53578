package dev.audioinsight.worker.kafka;

import java.time.Duration;

/**
 * For how long things may stand still before that is told. Immutable.
 *
 * @param hungJob how long after its time limit a job may be out: a cancelled one ends within 250 ms
 * @param pulse how often the broker is asked for a sign of life where no records come
 * @param silence for how long it may give none
 * @param stall for how long it may have records which do not come
 */
record Patience(Duration hungJob, Duration pulse, Duration silence, Duration stall) {
  static final Patience DEFAULT =
      new Patience(
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));
}
