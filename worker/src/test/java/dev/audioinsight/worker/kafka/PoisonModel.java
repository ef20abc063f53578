package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Two worker processes and two partitions that begin empty, in one thread: what may happen to them
 * happens in the order that the seed decides. Processes run the worker's own rules; the broker's
 * side and the threads are the model's. Confined to one thread.
 */
final class PoisonModel {
  private static final int RECORDS = 40;
  static final int PLACES = 7;
  private static final int THREADS = 3;
  private static final CrashMark.Dirty NOBODY = new CrashMark.Dirty(0, PLACES);

  private final Random random;
  private final List<PoisonPartition> partitions =
      List.of(new PoisonPartition(0), new PoisonPartition(1));
  private final List<PoisonProcess> processes = new ArrayList<>();
  private int started;

  PoisonModel(Random random) throws UnreadableMetadataException {
    this.random = random;
    processes.add(new PoisonProcess(++started));
    processes.add(new PoisonProcess(++started));
    for (PoisonPartition partition : partitions) {
      assign(partition, processes.get(random.nextInt(2)));
    }
  }

  List<PoisonPartition> partitions() {
    return partitions;
  }

  /** One thing happens. */
  void step() throws UnreadableMetadataException {
    PoisonProcess life = processes.get(random.nextInt(2));
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> append(partitions.get(random.nextInt(2)));
      case 3, 4, 5, 6, 7, 8 -> turn(life, true);
      case 17 -> maybe(6, () -> killFromOutside(life));
      case 18 -> maybe(3, () -> revoke(partitions.get(random.nextInt(2)), true));
      case 19 -> maybe(8, () -> revoke(partitions.get(random.nextInt(2)), false));
      default -> compute(life);
    }
  }

  /** Nothing happens any more but work, until all is answered. */
  void finish() throws UnreadableMetadataException {
    for (int round = 0; !isDone(); round++) {
      assertThat(round).as("rounds without an end").isLessThan(20_000);
      partitions.forEach(this::append);
      for (PoisonProcess life : List.copyOf(processes)) {
        turn(life, false);
        compute(life);
      }
    }
  }

  private boolean isDone() {
    return partitions.stream()
        .allMatch(p -> p.log.size() == RECORDS && p.answers.keySet().equals(p.log.keySet()));
  }

  private void append(PoisonPartition partition) {
    if (partition.log.size() < RECORDS) {
      partition.append(random);
    }
  }

  /** As {@link PollLoop#turn} does it. */
  private void turn(PoisonProcess life, boolean troubled) throws UnreadableMetadataException {
    if (!processes.contains(life)) {
      return;
    }
    beginAgain(life, troubled);
    life.solo.step();
    publish(life, troubled);
    life.solo.release();
    for (PoisonPartition partition : partitions) {
      PartitionLedger ledger = life.assignments.ledgers().get(partition.name);
      if (ledger != null && life.solo.mayAdmit(ledger)) {
        admit(life, partition, ledger);
      }
    }
  }

  /** As {@link PollLoop} does it; a wait is over when chance says so. */
  private void beginAgain(PoisonProcess life, boolean troubled) {
    for (Ticket ticket : List.copyOf(life.waiting)) {
      if (!troubled || random.nextInt(4) == 0) {
        life.waiting.remove(ticket);
        ticket.queue(0);
        PartitionLedger ledger = life.assignments.ledgerOf(ticket).orElseThrow();
        ledger.admitAgain(offset(ticket));
        life.admitted.add(ticket);
        life.solo.begin(ticket, ledger);
      }
    }
  }

  /** As {@link Admission} does it. */
  private void admit(PoisonProcess life, PoisonPartition partition, PartitionLedger ledger) {
    int most = 1 + random.nextInt(5);
    long next = partition.end;
    for (long offset : partition.log.tailMap(partition.position, true).keySet()) {
      PartitionLedger.Verdict verdict = ledger.judge(offset);
      if (verdict == PartitionLedger.Verdict.SKIP) {
        continue;
      }
      JobRecord job = job(partition, offset);
      if (verdict == PartitionLedger.Verdict.HOLD
          || most-- == 0
          || !life.solo.mayAdmit(ledger)
          || !life.inFlight.take(job)) {
        next = offset;
        break;
      }
      ledger.admit(offset);
      Ticket ticket = new Ticket(job, ledger.epoch(), 0, SoloRuns.task(ledger));
      life.admitted.add(ticket);
      life.solo.begin(ticket, ledger);
    }
    partition.position = next;
    ledger.advanceTo(next);
  }

  private static JobRecord job(PoisonPartition partition, long offset) {
    return new JobRecord(
        new Source(partition.name.topic(), partition.name.partition(), offset, 1),
        0,
        null,
        null,
        List.of());
  }

  /** Threads take tickets, end them, or die of them. */
  private void compute(PoisonProcess life) throws UnreadableMetadataException {
    if (!processes.contains(life)) {
      return;
    }
    while (life.running.size() < THREADS && !life.queue.isEmpty()) {
      Ticket ticket = life.queue.remove();
      if (ticket.stage() == Ticket.Stage.ABANDONED) {
        life.inFlight.giveBack(ticket.record());
        life.admitted.remove(ticket);
      } else {
        life.running.add(ticket);
        assertBeginsRightly(life, ticket);
      }
    }
    if (life.running.stream().anyMatch(ticket -> kills(life, ticket)) && random.nextInt(3) > 0) {
      die(life);
      return;
    }
    if (!life.running.isEmpty()) {
      Ticket ended = life.running.get(random.nextInt(life.running.size()));
      if (!kills(life, ended)) {
        life.running.remove(ended);
        life.admitted.remove(ended);
        take(life, ended);
      }
    }
  }

  /** As {@link Completions} does it; what is harmless may fail in a way that may pass. */
  private void take(PoisonProcess life, Ticket ended) {
    PartitionLedger ledger = life.assignments.ledgerOf(ended).orElse(null);
    if (ledger == null) {
      life.inFlight.giveBack(ended.record());
    } else if (natureOf(ended) == PoisonPartition.Nature.HARMLESS && random.nextInt(6) == 0) {
      life.waiting.add(ended.next());
      if (ledger.crashes().hasSuspects()) {
        ledger.crashes().rest();
      }
    } else {
      life.ready.add(ended);
    }
  }

  private boolean kills(PoisonProcess life, Ticket ticket) {
    return switch (natureOf(ticket)) {
      case HARMLESS -> false;
      case POISON -> ticket.task() == Ticket.Task.RUN;
      case KILLS_IN_COMPANY -> life.running.size() > 1;
      case KILLS_WHEN_READ -> ticket.task() != Ticket.Task.BLAME_UNREAD;
    };
  }

  /** Whatever begins, the broker knows that it may be running, and whether it runs alone. */
  private void assertBeginsRightly(PoisonProcess life, Ticket ticket)
      throws UnreadableMetadataException {
    if (life.assignments.ledgerOf(ticket).isEmpty()) {
      return;
    }
    CrashMark mark = partitionOf(ticket).committed().mark();
    assertThat(mark.dirty().orElse(NOBODY).owner()).isEqualTo(life.number);
    if (mark.suspects().isPresent() && partitionOf(ticket).committed().base() == offset(ticket)) {
      assertThat(life.running).containsExactly(ticket);
      assertThat(life.inFlight.jobs()).isEqualTo(1);
      assertThat(mark.suspects().get().attempts()).isPositive();
    }
  }

  private void publish(PoisonProcess life, boolean troubled) throws UnreadableMetadataException {
    int fate = troubled ? random.nextInt(8) : 7;
    if (fate == 0) {
      return;
    }
    Map<PartitionLedger, CrashMark> marks = new HashMap<>();
    for (PoisonPartition partition : partitions) {
      PartitionLedger ledger = life.assignments.ledgers().get(partition.name);
      if (ledger == null) {
        continue;
      }
      Set<Long> settled = new HashSet<>();
      life.ready.stream()
          .filter(ticket -> partitionOf(ticket) == partition)
          .forEach(ticket -> settled.add(offset(ticket)));
      if (settled.isEmpty() && !ledger.isMarkDue()) {
        continue;
      }
      Progress after = ledger.progressAfter(settled);
      // A fate of 1 or 2: the worker never hears how it ended, and asks for what is committed.
      if (fate != 1) {
        partition.committedOffset = after.base();
        partition.committedMetadata = CommitMetadata.encode(after);
        life.ready.stream()
            .filter(ticket -> partitionOf(ticket) == partition)
            .forEach(
                ticket ->
                    partition
                        .answers
                        .computeIfAbsent(offset(ticket), o -> new ArrayList<>())
                        .add(ticket.task()));
      }
      if (fate > 2) {
        ledger.confirm(settled);
        marks.put(ledger, after.mark());
      } else {
        ledger.reconcile(partition.committed());
      }
    }
    marks.forEach(PartitionLedger::markCommitted);
    sweep(life);
  }

  private static void sweep(PoisonProcess life) {
    life.ready.removeIf(
        ticket -> {
          boolean wanted =
              life.assignments
                  .ledgerOf(ticket)
                  .filter(ledger -> ledger.isIncomplete(offset(ticket)))
                  .isPresent();
          if (!wanted) {
            life.inFlight.giveBack(ticket.record());
          }
          return !wanted;
        });
  }

  /** An operator; but never the third time that the same innocent job runs alone. */
  private void killFromOutside(PoisonProcess life) throws UnreadableMetadataException {
    for (PoisonPartition partition : partitions) {
      if (partition.owner == life && isLastAttemptOfAnInnocent(partition)) {
        return;
      }
    }
    die(life);
  }

  private static boolean isLastAttemptOfAnInnocent(PoisonPartition partition)
      throws UnreadableMetadataException {
    Progress committed = partition.committed();
    int attempts = committed.mark().suspects().map(CrashMark.Suspects::attempts).orElse(0);
    PoisonPartition.Nature nature =
        partition.log.getOrDefault(committed.base(), PoisonPartition.Nature.HARMLESS);
    return attempts >= CrashMark.ATTEMPTS_TO_BLAME
        && (nature == PoisonPartition.Nature.HARMLESS
            || nature == PoisonPartition.Nature.KILLS_IN_COMPANY);
  }

  private void die(PoisonProcess life) throws UnreadableMetadataException {
    processes.remove(life);
    processes.add(new PoisonProcess(++started));
    for (PoisonPartition partition : partitions) {
      if (partition.owner == life) {
        assign(partition, processes.get(random.nextInt(2)));
      }
    }
  }

  /** As {@link PollLoop} does it; a lost partition is taken without a word. */
  private void revoke(PoisonPartition partition, boolean clean) throws UnreadableMetadataException {
    PoisonProcess life = partition.owner;
    Set<TopicPartition> name = Set.of(partition.name);
    List<Ticket> leaving =
        life.admitted.stream().filter(ticket -> partitionOf(ticket) == partition).toList();
    if (clean) {
      leaving.forEach(ticket -> giveUp(life, ticket));
      life.solo.release();
      life.assignments.rest(partition.name);
      publish(life, false);
    } else if (isLastAttemptOfAnInnocent(partition)) {
      return;
    }
    life.waiting.removeIf(ticket -> partitionOf(ticket) == partition && letGo(life, ticket));
    life.assignments.dropped(name);
    leaving.forEach(Ticket::abandon);
    life.solo.release();
    sweep(life);
    assign(partition, processes.get(random.nextInt(2)));
  }

  private static boolean letGo(PoisonProcess life, Ticket ticket) {
    life.inFlight.giveBack(ticket.record());
    return true;
  }

  private static void giveUp(PoisonProcess life, Ticket ticket) {
    if (ticket.abandon() && !life.running.contains(ticket)) {
      life.assignments.ledgerOf(ticket).ifPresent(ledger -> ledger.returned(offset(ticket)));
    }
  }

  private void assign(PoisonPartition partition, PoisonProcess life)
      throws UnreadableMetadataException {
    partition.owner = life;
    life.assignments.assigned(Set.of(partition.name));
    Progress found = partition.committed();
    life.assignments.restored(partition.name, found, partition.end);
    partition.position = found.base();
  }

  private PoisonPartition partitionOf(Ticket ticket) {
    return partitions.get(ticket.record().source().partition());
  }

  private PoisonPartition.Nature natureOf(Ticket ticket) {
    return partitionOf(ticket).log.get(offset(ticket));
  }

  private static long offset(Ticket ticket) {
    return ticket.record().source().offset();
  }

  private void maybe(int oneIn, Event event) throws UnreadableMetadataException {
    if (random.nextInt(oneIn) == 0) {
      event.happen();
    }
  }

  /** What happens to the model. */
  @FunctionalInterface
  private interface Event {
    void happen() throws UnreadableMetadataException;
  }
}
