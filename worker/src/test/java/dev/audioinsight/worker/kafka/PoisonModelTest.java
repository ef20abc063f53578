package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.LoggerFactory;

/**
 * Drives the worker's own rules (ledgers, marks, metadata, solo runs) through poison that ends the
 * process, kills from outside, revocations, lost partitions, aborts and unknown outcomes, on two
 * processes and two partitions that begin empty.
 */
class PoisonModelTest {
  private static final int STEPS = 500;
  private static final int RECORDS = 40;
  private static final int PLACES = 7;
  private static final int THREADS = 3;
  private static final CrashMark.Dirty NOBODY = new CrashMark.Dirty(0, PLACES);

  /** What a job does to the process that runs it. */
  private enum Nature {
    HARMLESS,
    /** Ends the process. */
    POISON,
    /** Ends the process if another job runs in it. */
    KILLS_IN_COMPANY,
    /** Ends the process already when it is read. */
    KILLS_WHEN_READ
  }

  /** What a worker says of each suspect, ten thousandfold. */
  @BeforeContainer
  static void keepQuiet() {
    ((Logger) LoggerFactory.getLogger(SoloRuns.class)).setLevel(Level.OFF);
  }

  @AfterContainer
  static void speakAgain() {
    ((Logger) LoggerFactory.getLogger(SoloRuns.class)).setLevel(null);
  }

  @Property(tries = 500)
  void shouldAnswerEachJobOnceAndBlameThePoisonAlone(@ForAll long seed)
      throws UnreadableMetadataException {
    Model model = new Model(new Random(seed));

    for (int step = 0; step < STEPS; step++) {
      model.step();
    }
    model.finish();

    for (Partition partition : model.partitions) {
      partition.log.forEach(
          (offset, nature) ->
              assertThat(partition.answers.get(offset))
                  .as("%d, %s", offset, nature)
                  .singleElement()
                  .satisfies(task -> assertThat(expected(nature)).contains(task)));
    }
  }

  /** Poison that is killed from outside while it is read is answered unread, which is right too. */
  private static List<Ticket.Task> expected(Nature nature) {
    return switch (nature) {
      case HARMLESS, KILLS_IN_COMPANY -> List.of(Ticket.Task.RUN);
      case POISON -> List.of(Ticket.Task.BLAME, Ticket.Task.BLAME_UNREAD);
      case KILLS_WHEN_READ -> List.of(Ticket.Task.BLAME_UNREAD);
    };
  }

  /** What the broker has of one partition. */
  private static final class Partition {
    final TopicPartition name;
    final NavigableMap<Long, Nature> log = new TreeMap<>();
    final Map<Long, List<Ticket.Task>> answers = new HashMap<>();

    long end;
    long committedOffset;
    String committedMetadata = "";
    Life owner;
    long position;

    Partition(int number) {
      name = new TopicPartition("jobs", number);
    }

    Progress committed() throws UnreadableMetadataException {
      return CommitMetadata.decode(committedOffset, committedMetadata);
    }

    void append(Random random) {
      end += random.nextInt(6) == 0 ? random.nextInt(4) : 0;
      int dice = random.nextInt(40);
      Nature nature =
          switch (dice) {
            case 0, 1 -> Nature.POISON;
            case 2 -> Nature.KILLS_IN_COMPANY;
            case 3 -> Nature.KILLS_WHEN_READ;
            default -> Nature.HARMLESS;
          };
      log.put(end++, nature);
      end += random.nextInt(6) == 0 ? 1 : 0;
    }
  }

  /** One life of a worker process. */
  private static final class Life {
    final InFlight inFlight = new InFlight(PLACES, Long.MAX_VALUE);
    final Assignments assignments;
    final Deque<Ticket> queue = new ArrayDeque<>();
    final List<Ticket> admitted = new ArrayList<>();
    final List<Ticket> running = new ArrayList<>();
    final List<Ticket> ready = new ArrayList<>();
    final SoloRuns solo;
    final int number;

    Life(int number) {
      this.number = number;
      assignments = new Assignments(new CrashMark.Dirty(number, PLACES));
      solo =
          new SoloRuns(
              assignments, inFlight, queue::add, new WorkerMetrics(new SimpleMeterRegistry()));
    }
  }

  private static final class Model {
    final Random random;
    final List<Partition> partitions = List.of(new Partition(0), new Partition(1));
    final List<Life> processes = new ArrayList<>();
    int started;

    Model(Random random) throws UnreadableMetadataException {
      this.random = random;
      processes.add(new Life(++started));
      processes.add(new Life(++started));
      for (Partition partition : partitions) {
        assign(partition, processes.get(random.nextInt(2)));
      }
    }

    void step() throws UnreadableMetadataException {
      Life life = processes.get(random.nextInt(2));
      switch (random.nextInt(20)) {
        case 0, 1, 2 -> append(partitions.get(random.nextInt(2)));
        case 3, 4, 5, 6, 7, 8 -> turn(life, true);
        case 17 -> maybe(6, () -> killFromOutside(life));
        case 18 -> maybe(3, () -> revoke(partitions.get(random.nextInt(2)), true));
        case 19 -> maybe(8, () -> revoke(partitions.get(random.nextInt(2)), false));
        default -> compute(life);
      }
    }

    void finish() throws UnreadableMetadataException {
      for (int round = 0; !isDone(); round++) {
        assertThat(round).as("rounds without an end").isLessThan(20_000);
        partitions.forEach(this::append);
        for (Life life : List.copyOf(processes)) {
          turn(life, false);
          compute(life);
        }
      }
    }

    private boolean isDone() {
      return partitions.stream()
          .allMatch(p -> p.log.size() == RECORDS && p.answers.keySet().equals(p.log.keySet()));
    }

    private void append(Partition partition) {
      if (partition.log.size() < RECORDS) {
        partition.append(random);
      }
    }

    /** As {@link PollLoop#turn} does it. */
    private void turn(Life life, boolean troubled) throws UnreadableMetadataException {
      if (!processes.contains(life)) {
        return;
      }
      life.solo.step();
      publish(life, troubled);
      life.solo.release();
      for (Partition partition : partitions) {
        PartitionLedger ledger = life.assignments.ledgers().get(partition.name);
        if (ledger != null && life.solo.mayAdmit(ledger)) {
          admit(life, partition, ledger);
        }
      }
    }

    /** As {@link Admission} does it. */
    private void admit(Life life, Partition partition, PartitionLedger ledger) {
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

    private static JobRecord job(Partition partition, long offset) {
      return new JobRecord(
          new Source(partition.name.topic(), partition.name.partition(), offset, 1),
          0,
          null,
          null,
          List.of());
    }

    /** Threads take tickets, end them, or die of them. */
    private void compute(Life life) throws UnreadableMetadataException {
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

    private void take(Life life, Ticket ended) {
      if (life.assignments.ledgerOf(ended).isPresent()) {
        life.ready.add(ended);
      } else {
        life.inFlight.giveBack(ended.record());
      }
    }

    private boolean kills(Life life, Ticket ticket) {
      return switch (natureOf(ticket)) {
        case HARMLESS -> false;
        case POISON -> ticket.task() == Ticket.Task.RUN;
        case KILLS_IN_COMPANY -> life.running.size() > 1;
        case KILLS_WHEN_READ -> ticket.task() != Ticket.Task.BLAME_UNREAD;
      };
    }

    /** Whatever begins, the broker knows that it may be running, and whether it runs alone. */
    private void assertBeginsRightly(Life life, Ticket ticket) throws UnreadableMetadataException {
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

    private void publish(Life life, boolean troubled) throws UnreadableMetadataException {
      int fate = troubled ? random.nextInt(8) : 7;
      if (fate == 0) {
        return;
      }
      Map<PartitionLedger, CrashMark> marks = new HashMap<>();
      for (Partition partition : partitions) {
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

    private static void sweep(Life life) {
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
    private void killFromOutside(Life life) throws UnreadableMetadataException {
      for (Partition partition : partitions) {
        if (partition.owner == life && isLastAttemptOfAnInnocent(partition)) {
          return;
        }
      }
      die(life);
    }

    private static boolean isLastAttemptOfAnInnocent(Partition partition)
        throws UnreadableMetadataException {
      Progress committed = partition.committed();
      int attempts = committed.mark().suspects().map(CrashMark.Suspects::attempts).orElse(0);
      Nature nature = partition.log.getOrDefault(committed.base(), Nature.HARMLESS);
      return attempts >= CrashMark.ATTEMPTS_TO_BLAME
          && (nature == Nature.HARMLESS || nature == Nature.KILLS_IN_COMPANY);
    }

    private void die(Life life) throws UnreadableMetadataException {
      processes.remove(life);
      processes.add(new Life(++started));
      for (Partition partition : partitions) {
        if (partition.owner == life) {
          assign(partition, processes.get(random.nextInt(2)));
        }
      }
    }

    /** As {@link PollLoop} does it; a lost partition is taken without a word. */
    private void revoke(Partition partition, boolean clean) throws UnreadableMetadataException {
      Life life = partition.owner;
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
      life.assignments.dropped(name);
      leaving.forEach(Ticket::abandon);
      life.solo.release();
      sweep(life);
      assign(partition, processes.get(random.nextInt(2)));
    }

    private static void giveUp(Life life, Ticket ticket) {
      if (ticket.abandon() && !life.running.contains(ticket)) {
        life.assignments.ledgerOf(ticket).ifPresent(ledger -> ledger.returned(offset(ticket)));
      }
    }

    private void assign(Partition partition, Life life) throws UnreadableMetadataException {
      partition.owner = life;
      life.assignments.assigned(Set.of(partition.name));
      Progress found = partition.committed();
      life.assignments.restored(partition.name, found, partition.end);
      partition.position = found.base();
    }

    private Partition partitionOf(Ticket ticket) {
      return partitions.get(ticket.record().source().partition());
    }

    private Nature natureOf(Ticket ticket) {
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
  }

  /** What happens to the model. */
  @FunctionalInterface
  private interface Event {
    void happen() throws UnreadableMetadataException;
  }
}
