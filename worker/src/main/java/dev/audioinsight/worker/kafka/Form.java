package dev.audioinsight.worker.kafka;

import java.util.Optional;

/** How much of a record is sent, where the broker does not take all of it. */
enum Form {
  /** All of it. */
  WHOLE,
  /** A result: that it was too large, or why the job failed. A dead letter: a reference. */
  SHORT,
  /** As {@link #SHORT}, without anything whose size a sender chooses. */
  BARE;

  /** The next smaller form, if there is one. */
  Optional<Form> smaller() {
    return switch (this) {
      case WHOLE -> Optional.of(SHORT);
      case SHORT -> Optional.of(BARE);
      case BARE -> Optional.empty();
    };
  }
}
