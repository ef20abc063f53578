package dev.audioinsight.worker.observe;

import java.util.Locale;

/** A kind of trouble between the worker and its brokers, as metrics name it. Immutable. */
public enum BrokerTrouble {
  /** No broker answers. */
  UNREACHABLE,
  /** A broker does not let the worker in, or not do what it must. */
  DENIED,
  /** A topic that the worker needs is not there. */
  TOPIC_MISSING,
  /** A topic was deleted and made anew: its offsets mean other records now. */
  TOPIC_RECREATED,
  /** The broker does not tell where partitions stand; they are not polled until it does. */
  PROGRESS_UNKNOWN,
  /** The committed offsets were set by somebody else than a worker. */
  OFFSETS_RESET,
  /** The log has no record any more, or not yet, where a partition was to go on. */
  OFFSET_OUT_OF_RANGE,
  /** Another producer took over the transactional id. */
  PRODUCER_FENCED,
  /** The coordinator ended a transaction that took too long. */
  TRANSACTION_TIMED_OUT;

  /** The value of the tag {@code kind}. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
