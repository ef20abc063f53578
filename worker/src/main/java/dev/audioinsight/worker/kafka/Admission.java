package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes polled records in: each gets a place, an entry in its partition's ledger and a ticket in
 * the pool; what finds no place is polled again later. Confined to the poll thread.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final InFlight inFlight;
  private final Throttle throttle;
  private final Tickets tickets;
  private final SoloRuns soloRuns;
  private final WorkerMetrics metrics;

  Admission(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      InFlight inFlight,
      Throttle throttle,
      Tickets tickets,
      SoloRuns soloRuns,
      WorkerMetrics metrics) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.inFlight = inFlight;
    this.throttle = throttle;
    this.tickets = tickets;
    this.soloRuns = soloRuns;
    this.metrics = metrics;
  }

  /** Takes in what one poll returned; returns how many records got a place. */
  int admit(ConsumerRecords<byte[], byte[]> records) {
    int admitted = 0;
    for (TopicPartition partition : records.partitions()) {
      PartitionLedger ledger = assignments.ledgers().get(partition);
      if (ledger != null) {
        admitted += admit(partition, ledger, records.records(partition));
      }
    }
    for (Map.Entry<TopicPartition, PartitionLedger> entry : assignments.ledgers().entrySet()) {
      advance(entry.getKey(), entry.getValue());
    }
    return admitted;
  }

  private int admit(
      TopicPartition partition,
      PartitionLedger ledger,
      List<ConsumerRecord<byte[], byte[]>> records) {
    int admitted = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      switch (ledger.judge(record.offset())) {
        case SKIP -> metrics.skipped();
        case HOLD -> {
          consumer.seek(partition, record.offset());
          return admitted;
        }
        case ADMIT -> {
          if (!soloRuns.mayAdmit(ledger)) {
            consumer.seek(partition, record.offset());
            return admitted;
          }
          if (!admit(ledger, record)) {
            throttle.close();
            consumer.seek(partition, record.offset());
            return admitted;
          }
          admitted++;
        }
      }
    }
    return admitted;
  }

  private boolean admit(PartitionLedger ledger, ConsumerRecord<byte[], byte[]> record) {
    JobRecord job = Records.jobRecord(record, ledger.attemptAt(record.offset()));
    if (!inFlight.take(job)) {
      return false;
    }
    ledger.admit(record.offset());
    if (job.source().attempt() > 1) {
      metrics.redelivered();
    }
    Ticket ticket = new Ticket(job, ledger.epoch(), System.nanoTime(), SoloRuns.task(ledger));
    tickets.add(ticket);
    soloRuns.begin(ticket, ledger);
    return true;
  }

  private void advance(TopicPartition partition, PartitionLedger ledger) {
    OptionalLong position = Positions.of(consumer, partition);
    int gone = position.isPresent() ? ledger.advanceTo(position.getAsLong()) : 0;
    if (gone > 0) {
      log.warn("{}: {} unanswered records are gone from the log", partition, gone);
    }
  }
}
