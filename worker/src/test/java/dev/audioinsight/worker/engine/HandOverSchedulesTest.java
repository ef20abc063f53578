package dev.audioinsight.worker.engine;

import static dev.audioinsight.worker.schedule.Schedules.require;

import dev.audioinsight.worker.schedule.OwnThreads;
import dev.audioinsight.worker.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Feared: an order of steps between pool, poll thread and deadline that nobody thought of. Each
 * property is held against the real class, and against one with a race planted in it, which must be
 * found out.
 */
class HandOverSchedulesTest {
  @Test
  void shouldNeverBeginATicketThatWasAbandonedInAnySchedule() {
    Schedules.assertHolds(
        () -> {
          Ticket ticket = ticket(0);
          takenOnce(ticket::begin, ticket::abandon);
        });
  }

  @Test
  void shouldFindOutATicketThatLooksBeforeItLeaps() {
    Schedules.assertFindsOut(
        () -> {
          CheckThenActTicket ticket = new CheckThenActTicket();
          takenOnce(ticket::begin, ticket::abandon);
        });
  }

  @Test
  void shouldAnswerATicketOrHandItBackAbandonedInEverySchedule() {
    Schedules.assertHolds(
        () -> {
          OwnThreads threads = new OwnThreads();
          InferencePool pool = ExploredPool.over(threads, 1);
          answeredUnlessAbandoned(threads, pool::submit, pool::poll);
          require(pool.running() == 0, "a thread still runs");
        });
  }

  @Test
  void shouldFindOutAPoolThatAnswersWhatIsGivenUpMeanwhile() {
    Schedules.assertFindsOut(
        () -> {
          OwnThreads threads = new OwnThreads();
          HeedlessPool pool = new HeedlessPool(threads);
          answeredUnlessAbandoned(threads, pool::submit, pool.completions::poll);
        });
  }

  @Test
  void shouldHandBackEachTicketExactlyOnceInEverySchedule() {
    Schedules.assertHolds(
        () -> {
          OwnThreads threads = new OwnThreads();
          InferencePool pool = ExploredPool.over(threads, 2);
          handedBackOnce(threads, pool::submit, pool::poll);
        });
  }

  @Test
  void shouldFindOutAPoolWhoseThreadsHandBackWithoutALock() {
    Schedules.assertFindsOut(
        () -> {
          OwnThreads threads = new OwnThreads();
          UnlockedPool pool = new UnlockedPool(threads);
          handedBackOnce(threads, pool::submit, pool::poll);
        });
  }

  @Test
  void shouldAnswerOnceWhatWasFetchedAndEndsAsAThreadTakesIt() {
    Schedules.assertHolds(
        () -> {
          OwnThreads threads = new OwnThreads();
          AtomicInteger analyses = new AtomicInteger();
          InferencePool pool = ExploredPool.ofFetched(threads, analyses);
          Ticket ticket = ticket(0);
          pool.submit(ticket);
          ticket.cancel();
          threads.join();
          Completion back = pool.poll();
          require(back != null && pool.poll() == null, "it came back not once");
          int expected = back instanceof Completion.Answered ? 1 : 0;
          require(analyses.get() == expected, "analysed: " + analyses.get());
        });
  }

  @Test
  void shouldFindOutAFetchedTicketThatIsTakenTwice() {
    Schedules.assertFindsOut(
        () -> {
          AtomicInteger analyses = new AtomicInteger();
          TwiceTaken fetched = new TwiceTaken(analyses::incrementAndGet);
          Thread free = new Thread(fetched::take);
          free.start();
          fetched.take();
          free.join();
          require(analyses.get() == 1, "analysed: " + analyses.get());
        });
  }

  @Test
  void shouldInterruptAStepOnceThatBeginsWhileItsTimeEnds() {
    Schedules.assertHolds(
        () -> {
          Cancellation cancellation = new Cancellation();
          interruptedOnce(cancellation::cancel, cancellation::onCancel);
        });
  }

  @Test
  void shouldFindOutACancellationWithoutItsLock() {
    Schedules.assertFindsOut(
        () -> {
          UnlockedCancellation cancellation = new UnlockedCancellation();
          interruptedOnce(cancellation::cancel, cancellation::onCancel);
        });
  }

  /** The pool begins a ticket while the poll thread gives it up: one of them has it. */
  private static void takenOnce(BooleanSupplier begin, BooleanSupplier abandon)
      throws InterruptedException {
    boolean[] begun = new boolean[1];
    Thread pool = new Thread(() -> begun[0] = begin.getAsBoolean());
    pool.start();
    boolean abandoned = abandon.getAsBoolean();
    pool.join();
    require(begun[0] != abandoned, "begun: " + begun[0] + ", given up: " + abandoned);
  }

  /** A ticket is given up at any moment: it comes back as that, or answered if it was too late. */
  private static void answeredUnlessAbandoned(
      OwnThreads threads, Consumer<Ticket> submit, Supplier<Completion> poll)
      throws InterruptedException {
    Ticket ticket = ticket(0);
    submit.accept(ticket);
    boolean abandoned = ticket.abandon();
    threads.join();
    boolean answered = poll.get() instanceof Completion.Answered;
    require(answered != abandoned, "answered: " + answered + ", given up: " + abandoned);
  }

  /** Two tickets end at the same time while the poll thread looks: each comes back, and once. */
  private static void handedBackOnce(
      OwnThreads threads, Consumer<Ticket> submit, Supplier<Completion> poll)
      throws InterruptedException {
    submit.accept(ticket(0));
    submit.accept(ticket(1));
    List<Completion> back = new ArrayList<>();
    addTo(back, poll);
    threads.join();
    while (addTo(back, poll)) {
      // Until there are no more.
    }
    require(back.size() == 2, "came back: " + back.size());
    require(back.get(0).ticket() != back.get(1).ticket(), "one came back twice");
  }

  private static boolean addTo(List<Completion> back, Supplier<Completion> poll) {
    Completion next = poll.get();
    return next != null && back.add(next);
  }

  /** A step registers while its job is cancelled: it is interrupted, and only once. */
  private static void interruptedOnce(Runnable cancel, Consumer<Runnable> onCancel)
      throws InterruptedException {
    AtomicInteger interrupts = new AtomicInteger();
    Thread deadline = new Thread(cancel);
    deadline.start();
    onCancel.accept(interrupts::incrementAndGet);
    deadline.join();
    require(interrupts.get() == 1, "interrupted: " + interrupts.get());
  }

  private static Ticket ticket(long offset) {
    return Processors.ticket(offset, "");
  }

  /** PLANTED: looks at the stage and writes it in two steps. */
  private static final class CheckThenActTicket {
    private volatile Ticket.Stage stage = Ticket.Stage.QUEUED;

    boolean begin() {
      return move(Ticket.Stage.RUNNING);
    }

    boolean abandon() {
      return move(Ticket.Stage.ABANDONED);
    }

    private boolean move(Ticket.Stage next) {
      if (stage != Ticket.Stage.QUEUED) {
        return false;
      }
      stage = next;
      return true;
    }
  }

  /** PLANTED: looks whether a ticket was given up, and not whether it has got it. */
  private static final class HeedlessPool {
    private final OwnThreads threads;
    final Queue<Completion> completions = new ConcurrentLinkedQueue<>();

    HeedlessPool(OwnThreads threads) {
      this.threads = threads;
    }

    void submit(Ticket ticket) {
      threads.execute(() -> run(ticket));
    }

    private void run(Ticket ticket) {
      if (ticket.stage() == Ticket.Stage.ABANDONED) {
        completions.add(new Completion.Abandoned(ticket));
      } else {
        ticket.begin();
        completions.add(new Completion.Answered(ticket, ExploredPool.answer()));
      }
    }
  }

  /** PLANTED: two threads may write to the same place. */
  private static final class UnlockedPool {
    private final OwnThreads threads;
    private final Completion[] completions = new Completion[2];
    private volatile int written;
    private int read;

    UnlockedPool(OwnThreads threads) {
      this.threads = threads;
    }

    void submit(Ticket ticket) {
      threads.execute(() -> add(new Completion.Abandoned(ticket)));
    }

    private void add(Completion completion) {
      int place = written;
      completions[place] = completion;
      written = place + 1;
    }

    Completion poll() {
      return read < written ? completions[read++] : null;
    }
  }

  /** PLANTED: looks whether somebody has taken it, and takes it in a second step. */
  private static final class TwiceTaken {
    private final Runnable analysis;
    private volatile boolean taken;

    TwiceTaken(Runnable analysis) {
      this.analysis = analysis;
    }

    void take() {
      if (!taken) {
        taken = true;
        analysis.run();
      }
    }
  }

  /** PLANTED: a cancellation between the look and the registration is not heard. */
  private static final class UnlockedCancellation {
    private volatile boolean cancelled;
    private volatile Runnable interrupt;

    void cancel() {
      cancelled = true;
      Runnable registered = interrupt;
      if (registered != null) {
        registered.run();
      }
    }

    void onCancel(Runnable registered) {
      if (cancelled) {
        registered.run();
      } else {
        interrupt = registered;
      }
    }
  }
}
