package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Ticket;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The tickets that are out in the pool, in order of admission. Confined to the poll thread. */
final class Tickets {
  private final Set<Ticket> out = new LinkedHashSet<>();

  void add(Ticket ticket) {
    out.add(ticket);
  }

  void remove(Ticket ticket) {
    out.remove(ticket);
  }

  List<Ticket> of(Collection<TopicPartition> partitions) {
    return out.stream()
        .filter(ticket -> partitions.contains(Assignments.partitionOf(ticket)))
        .toList();
  }

  List<Ticket> all() {
    return List.copyOf(out);
  }

  boolean isEmpty() {
    return out.isEmpty();
  }
}
