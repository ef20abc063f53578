package dev.audioinsight.bench.engine;

import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;

/** One of those that are measured against each other. Immutable. */
enum Arm {
  WORKER_EXACTLY_ONCE("audio-insight, exactly-once"),
  WORKER_AT_LEAST_ONCE("audio-insight, at-least-once"),
  PARALLEL_CONSUMER_TRANSACTIONAL("parallel-consumer, transactional"),
  PARALLEL_CONSUMER("parallel-consumer"),
  SPRING_KAFKA("spring-kafka, async acks"),
  PLAIN_LOOP_TRANSACTIONAL("plain loop, transactional"),
  PLAIN_LOOP("plain loop");

  private final String title;

  Arm(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Whether it works in the polling thread: a ceiling where jobs are no work, and no peer. */
  boolean isLoop() {
    return this == PLAIN_LOOP || this == PLAIN_LOOP_TRANSACTIONAL;
  }

  /** Begins to work in the background, until the process ends. */
  void start(ArmSettings settings, SyntheticWork work) {
    switch (this) {
      case WORKER_EXACTLY_ONCE -> WorkerArm.start(settings, work, Delivery.EXACTLY_ONCE);
      case WORKER_AT_LEAST_ONCE -> WorkerArm.start(settings, work, Delivery.AT_LEAST_ONCE);
      case PARALLEL_CONSUMER_TRANSACTIONAL ->
          ParallelConsumerArm.startTransactional(settings, work);
      case PARALLEL_CONSUMER -> ParallelConsumerArm.startPlain(settings, work);
      case SPRING_KAFKA -> SpringKafkaArm.start(settings, work);
      case PLAIN_LOOP_TRANSACTIONAL -> PlainLoopArm.startTransactional(settings, work);
      case PLAIN_LOOP -> PlainLoopArm.startPlain(settings, work);
    }
  }
}
