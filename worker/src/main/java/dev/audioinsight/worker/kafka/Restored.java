package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.observe.BrokerTrouble;
import java.util.Optional;

/**
 * Where a partition goes on, and what was wrong with its committed offset. Immutable.
 *
 * @param told one line for whoever runs the worker; empty where nothing was wrong
 */
record Restored(Progress progress, Optional<BrokerTrouble> trouble, String told) {

  static Restored quietly(Progress progress) {
    return new Restored(progress, Optional.empty(), "");
  }

  static Restored after(BrokerTrouble trouble, Progress progress, String told) {
    return new Restored(progress, Optional.of(trouble), told);
  }
}
