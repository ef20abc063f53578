package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Takes pictures of the poll thread's state for those who watch. Confined to the poll thread. */
final class Snapshots {
  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final InFlight inFlight;
  private final Tickets tickets;
  private final Retries retries;
  private final Publishing publishing;

  Snapshots(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      InFlight inFlight,
      Tickets tickets,
      Retries retries,
      Publishing publishing) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.inFlight = inFlight;
    this.tickets = tickets;
    this.retries = retries;
    this.publishing = publishing;
  }

  WorkerSnapshot take(
      WorkerSnapshot.State state, Optional<String> trouble, List<String> standstills) {
    List<Ticket> all = new ArrayList<>(tickets.all());
    all.addAll(retries.all());
    all.addAll(publishing.waiting());
    return new WorkerSnapshot(
        state,
        consumer.groupMetadata().generationId() >= 0,
        publishing.isHealthy(),
        new WorkerSnapshot.Usage(inFlight.jobs(), inFlight.maxJobs()),
        new WorkerSnapshot.Usage(inFlight.bytes(), inFlight.maxBytes()),
        publishing.readyCount(),
        partitions(all),
        all.stream().map(Snapshots::job).toList(),
        trouble,
        standstills);
  }

  private List<WorkerSnapshot.PartitionView> partitions(List<Ticket> all) {
    Map<TopicPartition, Map<Long, Long>> since = new HashMap<>();
    for (Ticket ticket : all) {
      since
          .computeIfAbsent(Assignments.partitionOf(ticket), partition -> new HashMap<>())
          .put(Assignments.offsetOf(ticket), ticket.admittedNanos());
    }
    List<WorkerSnapshot.PartitionView> views = new ArrayList<>();
    assignments
        .ledgers()
        .forEach(
            (partition, ledger) ->
                views.add(view(partition, ledger, since.getOrDefault(partition, Map.of()))));
    return views;
  }

  private WorkerSnapshot.PartitionView view(
      TopicPartition partition, PartitionLedger ledger, Map<Long, Long> since) {
    OptionalLong lag = consumer.currentLag(partition);
    OptionalLong position = Positions.seen(consumer, partition);
    Optional<WorkerSnapshot.Incomplete> oldest =
        ledger.incompleteCount() == 0
            ? Optional.empty()
            : Optional.of(
                new WorkerSnapshot.Incomplete(
                    ledger.base(), since.getOrDefault(ledger.base(), ledger.openedNanos())));
    return new WorkerSnapshot.PartitionView(
        partition.topic(),
        partition.partition(),
        ledger.base(),
        ledger.top(),
        lag.isPresent() && position.isPresent()
            ? OptionalLong.of(position.getAsLong() + lag.getAsLong())
            : OptionalLong.empty(),
        ledger.incompleteCount(),
        oldest,
        consumer.paused().contains(partition));
  }

  private static WorkerSnapshot.JobView job(Ticket ticket) {
    Source source = ticket.record().source();
    return new WorkerSnapshot.JobView(
        source.topic(),
        source.partition(),
        source.offset(),
        ticket.jobId(),
        ticket.stage().name().toLowerCase(Locale.ROOT),
        ticket.admittedNanos(),
        source.attempt());
  }
}
