package dev.audioinsight.stack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What goes wrong, and when: a function of the seed and the settings, and of nothing else.
 * Immutable.
 *
 * <p>The only broker is killed with {@code kill -9} where that is asked for alone: while it comes
 * back its partitions have no leader, and Kafka skips the markers of what is aborted meanwhile
 * (KAFKA-20734; docs/reliability.md).
 *
 * @param steps in the order of their beginnings
 */
record FaultPlan(List<Step> steps) {
  /** Workers that run from the start; the slot after them is for the one that joins. */
  static final int WORKERS = 2;

  /** Time for the first workers to join the group. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  /** A fault, and when it begins. */
  record Step(Duration at, Fault fault) {
    Duration end() {
      return at.plus(fault.lasts());
    }

    @Override
    public String toString() {
      return String.format("%5.1f s %s", at.toMillis() / 1e3, fault);
    }
  }

  private enum Kind {
    KILL,
    FREEZE,
    TERMINATE,
    JOIN,
    RESTART_BROKER,
    KILL_BROKER,
    CUT,
    DELAY,
    LOSE_COMMIT_ANSWERS,
    LOSE_COMMIT_ANSWERS_FOR_LONG,
    LOSE_OFFSET_ANSWERS,
    FLOOD,
    LULL
  }

  FaultPlan {
    steps = steps.stream().sorted(Comparator.comparing(Step::at)).toList();
  }

  /**
   * A plan that deals out every kind of fault before it repeats one. What finds its victim busy or
   * would outlast the run goes back under the deck, and the next one is dealt.
   *
   * @param length no fault lasts beyond it
   * @param meanGap from one beginning to the next
   * @param brokerKills whether the broker is killed too
   */
  static FaultPlan of(long seed, Duration length, Duration meanGap, boolean brokerKills) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    if (!brokerKills) {
      kinds.remove(Kind.KILL_BROKER);
    }
    return new Dealer(new Random(seed), length, meanGap, kinds).deal();
  }

  Map<String, Long> countsByKind() {
    return steps.stream()
        .collect(
            Collectors.groupingBy(
                step -> step.fault().getClass().getSimpleName(), Collectors.counting()));
  }

  /** Deals faults out: one at a time for each worker and for the broker. */
  private static final class Dealer {
    private final Random random;
    private final Duration length;
    private final long meanGapMs;
    private final List<Kind> kinds;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Duration> busyUntil = new HashMap<>();
    private final List<Kind> deck = new ArrayList<>();
    private Duration now = FIRST;

    Dealer(Random random, Duration length, Duration meanGap, List<Kind> kinds) {
      this.kinds = kinds;
      this.random = random;
      this.length = length;
      this.meanGapMs = meanGap.toMillis();
    }

    FaultPlan deal() {
      while (now.compareTo(length) < 0) {
        if (deck.isEmpty()) {
          deck.addAll(kinds);
          Collections.shuffle(deck, random);
        }
        dealOne();
        now = now.plusMillis(meanGapMs / 2 + random.nextInt((int) meanGapMs));
      }
      return new FaultPlan(steps);
    }

    private void dealOne() {
      for (Kind kind : deck) {
        if (add(kind)) {
          deck.remove(kind);
          return;
        }
      }
    }

    /** Adds a fault, unless what it befalls is busy or the run too near its end. */
    private boolean add(Kind kind) {
      int slot = random.nextInt(WORKERS);
      String victim = victim(kind, slot);
      Step step = new Step(now, fault(kind, slot));
      boolean free = busyUntil.getOrDefault(victim, Duration.ZERO).compareTo(now) <= 0;
      if (!free || step.end().compareTo(length) > 0) {
        return false;
      }
      steps.add(step);
      busyUntil.put(victim, step.end());
      return true;
    }

    private static String victim(Kind kind, int slot) {
      return switch (kind) {
        case KILL, FREEZE, TERMINATE, CUT, DELAY -> Fleet.client(slot);
        case RESTART_BROKER, KILL_BROKER -> "broker";
        case JOIN -> Fleet.client(WORKERS);
        case LOSE_COMMIT_ANSWERS, LOSE_COMMIT_ANSWERS_FOR_LONG, LOSE_OFFSET_ANSWERS -> "answers";
        case FLOOD, LULL -> "jobs";
      };
    }

    private Fault fault(Kind kind, int slot) {
      return switch (kind) {
        case KILL -> new Fault.Kill(slot, seconds(0, 3));
        case FREEZE -> new Fault.Freeze(slot, Fleet.SESSION.plusSeconds(2 + random.nextInt(3)));
        case TERMINATE -> new Fault.Terminate(slot, seconds(1, 4));
        case JOIN -> new Fault.Join(WORKERS, seconds(6, 15));
        case RESTART_BROKER -> new Fault.RestartBroker(seconds(0, 4));
        case KILL_BROKER -> new Fault.KillBroker(seconds(0, 4));
        case CUT -> new Fault.Cut(slot, seconds(0, 10));
        case DELAY ->
            new Fault.Delay(slot, Duration.ofMillis(20 + random.nextInt(180)), seconds(3, 10));
        case LOSE_COMMIT_ANSWERS -> new Fault.LoseAnswers(ApiKeys.END_TXN, seconds(0, 2));
        // Longer than max.block.ms: the worker itself gets to know that it does not know.
        case LOSE_COMMIT_ANSWERS_FOR_LONG -> new Fault.LoseAnswers(ApiKeys.END_TXN, seconds(7, 9));
        case LOSE_OFFSET_ANSWERS -> new Fault.LoseAnswers(ApiKeys.TXN_OFFSET_COMMIT, seconds(0, 4));
        case FLOOD -> new Fault.Flood(200 + random.nextInt(400));
        case LULL -> new Fault.Lull(seconds(5, 10));
      };
    }

    private Duration seconds(int least, int most) {
      return Duration.ofMillis(least * 1_000L + 100 + random.nextInt((most - least) * 1_000));
    }
  }
}
