package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The troubles with the broker that last at present. Each is counted and told when it begins, told
 * again every few minutes while it lasts, and told once more when it is over. One that several have
 * met is over when it is for each of them: a silent leader is no less silent because another
 * answers somebody else. Confined to the poll thread.
 */
final class Troubles {
  /** What is said while a broker that was there does not answer. */
  static final String SILENT = "no answer from the broker: what is analysed waits until it is back";

  private static final Logger log = LoggerFactory.getLogger(Troubles.class);
  private static final Duration TELL_AGAIN = Duration.ofMinutes(5);

  private final WorkerMetrics metrics;
  private final LongSupplier nanoTime;
  private final Map<BrokerTrouble, Lasting> lasting = new EnumMap<>(BrokerTrouble.class);

  private record Lasting(String what, long sinceNanos, long toldNanos, Set<Class<?>> witnesses) {}

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Troubles(WorkerMetrics metrics, LongSupplier nanoTime) {
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /**
   * The trouble is there; to be called as often as it is met.
   *
   * @param witness who has met it
   */
  void met(BrokerTrouble trouble, Class<?> witness, String what) {
    long now = nanoTime.getAsLong();
    Lasting before = lasting.get(trouble);
    if (before == null) {
      metrics.troubled(trouble);
    }
    boolean tell =
        before == null
            || !before.what().equals(what)
            || now - before.toldNanos() >= TELL_AGAIN.toNanos();
    if (tell) {
      log.warn("{}", what);
    }
    Set<Class<?>> witnesses = before == null ? new HashSet<>() : before.witnesses();
    witnesses.add(witness);
    lasting.put(
        trouble,
        new Lasting(
            what,
            before == null ? now : before.sinceNanos(),
            tell ? now : before.toldNanos(),
            witnesses));
  }

  /** The trouble is there no more for this witness, if it ever was. */
  void over(BrokerTrouble trouble, Class<?> witness) {
    Lasting ended = lasting.get(trouble);
    if (ended != null && ended.witnesses().remove(witness) && ended.witnesses().isEmpty()) {
      lasting.remove(trouble);
      log.info(
          "over after {} s: {}",
          Duration.ofNanos(nanoTime.getAsLong() - ended.sinceNanos()).toSeconds(),
          ended.what());
    }
  }

  /** It happened, and it was dealt with at once. */
  void happened(BrokerTrouble trouble, String what) {
    metrics.troubled(trouble);
    log.warn("{}", what);
  }

  /** How a worker speaks of topics that it waits for. */
  static String missing(Collection<String> topics) {
    return "the worker waits for topics that are not there: " + String.join(", ", topics);
  }

  /** What lasts at this moment, in one line. */
  Optional<String> present() {
    return lasting.values().stream().map(Lasting::what).reduce((one, other) -> one + "; " + other);
  }
}
