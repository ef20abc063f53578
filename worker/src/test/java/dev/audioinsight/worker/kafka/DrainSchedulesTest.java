package dev.audioinsight.worker.kafka;

import static dev.audioinsight.worker.schedule.Schedules.require;

import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.ExploredPool;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.schedule.OwnThreads;
import dev.audioinsight.worker.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Feared: a drain that loses a job, answers one twice, or keeps a place, depending on what the pool
 * does meanwhile. Real tickets, places and pool; of the loop around them, only what it does with
 * them: {@code PollLoopTest} turns the real one.
 */
class DrainSchedulesTest {
  private static final int JOBS = 2;

  @Test
  void shouldLeaveNothingBehindWhenDrainedAtAnyMoment() {
    Schedules.assertHolds(() -> new Drain().perform(drain -> drain.tickets.isEmpty()));
  }

  @Test
  void shouldFindOutADrainThatIsOverWhenNoThreadRuns() {
    Schedules.assertFindsOut(() -> new Drain().perform(drain -> drain.pool.running() == 0));
  }

  /** Two jobs in the pool, of which none is to begin any more. */
  private static final class Drain {
    private final OwnThreads threads = new OwnThreads();
    private final InferencePool pool = ExploredPool.over(threads, JOBS);
    private final InFlight inFlight = new InFlight(JOBS, Long.MAX_VALUE);
    private final Tickets tickets = new Tickets();
    private final List<Ticket> answered = new ArrayList<>();
    private final List<Ticket> givenUp = new ArrayList<>();

    /** Drains while the pool begins; goes on until the drain is taken to be over. */
    void perform(Predicate<Drain> isOver) throws InterruptedException {
      List<Ticket> all = List.of(Answers.ticket(0, 1), Answers.ticket(1, 1));
      all.forEach(this::admit);
      tickets.all().forEach(this::giveUp);
      takeAll();
      if (!isOver.test(this)) {
        threads.join();
        takeAll();
      }
      require(tickets.isEmpty(), "it is not drained");
      require(inFlight.jobs() == 0, "places are held: " + inFlight.jobs());
      for (Ticket each : all) {
        require(
            answered.contains(each) != givenUp.contains(each), "lost, or answered though given up");
      }
      require(answered.size() + givenUp.size() == JOBS, "one came twice");
    }

    private void admit(Ticket ticket) {
      require(inFlight.take(ticket.record()), "there is no place");
      tickets.add(ticket);
      pool.submit(ticket);
    }

    private void giveUp(Ticket ticket) {
      if (ticket.abandon()) {
        givenUp.add(ticket);
      }
    }

    private void takeAll() {
      for (Completion next = pool.poll(); next != null; next = pool.poll()) {
        tickets.remove(next.ticket());
        inFlight.giveBack(next.ticket().record());
        if (next instanceof Completion.Answered) {
          answered.add(next.ticket());
        }
      }
    }
  }
}
