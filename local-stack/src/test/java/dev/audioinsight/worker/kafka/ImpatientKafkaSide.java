package dev.audioinsight.worker.kafka;

import java.time.Duration;

/** A Kafka side that takes a job for hung soon after its time limit. Thread-safe. */
public final class ImpatientKafkaSide extends KafkaSide {
  private final Duration hungJob;

  public ImpatientKafkaSide(KafkaSettings settings, Duration hungJob) {
    super(settings);
    this.hungJob = hungJob;
  }

  @Override
  PollLoop.Pace pace() {
    PollLoop.Pace pace = PollLoop.Pace.DEFAULT;
    Patience patience = pace.patience();
    return new PollLoop.Pace(
        pace.longestPoll(),
        pace.busyPoll(),
        pace.revokeBudget(),
        pace.settleBudget(),
        new Patience(hungJob, patience.pulse(), patience.silence(), patience.stall()));
  }
}
