package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.engine.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CrashWatchTest {
  private static final int PLACES = 5;
  private static final long END = 100;

  private int processes;

  @Test
  void shouldMarkAFreshPartitionBeforeItsFirstJob() {
    PartitionLedger ledger = takenOver(Progress.upTo(0));

    ledger.crashes().work();

    assertThat(ledger.isMarkDue()).isTrue();
    commit(ledger);
    assertThat(ledger.isMarkDue()).isFalse();
    assertThat(left(ledger).mark().dirty()).isPresent();
  }

  @Test
  void shouldOweTheBrokerNothingMoreWhileJobsComeAndGo() {
    PartitionLedger ledger = working(Progress.upTo(0));

    for (long offset = 0; offset < 50; offset++) {
      ledger.admit(offset);
      assertThat(ledger.isMarkDue()).isFalse();
      ledger.confirm(Set.of(offset));
    }

    assertThat(ledger.isMarkDue()).isFalse();
  }

  @Test
  void shouldCountNoDeathWhereNothingCanHaveBeenInFlight() {
    // Given an idle worker that is killed again and again
    Progress found = left(working(Progress.upTo(END)));
    found = left(working(found));
    found = left(working(found));

    PartitionLedger ledger = takenOver(found);

    assertThat(ledger.crashes().deaths()).isZero();
    assertThat(ledger.crashes().hasSuspects()).isFalse();
  }

  @Test
  void shouldRunAsUsualAfterTheFirstDeathAndCommitTheCount() {
    PartitionLedger ledger = working(afterDeaths(1));

    assertThat(ledger.crashes().hasSuspects()).isFalse();
    assertThat(left(ledger).mark().deaths()).isEqualTo(1);
  }

  @Test
  void shouldSuspectWhatCanHaveBeenInFlightAfterTheSecondDeathOnOneBase() {
    PartitionLedger ledger = takenOver(afterDeaths(2), 15);

    // Given 10 to 12 incomplete, five places, and a log that ended at 15
    assertThat(ledger.crashes().suspectCount(ledger)).isEqualTo(5);
    assertThat(ledger.judge(11)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(14)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(15)).isEqualTo(PartitionLedger.Verdict.HOLD);
  }

  @Test
  void shouldSuspectNoMoreNewRecordsThanTheDeadOwnerHadPlaces() {
    PartitionLedger ledger = takenOver(afterDeaths(2));

    for (long offset = 10; offset < 13 + PLACES; offset++) {
      ledger.admit(offset);
    }

    assertThat(ledger.judge(13 + PLACES)).isEqualTo(PartitionLedger.Verdict.HOLD);
  }

  @Test
  void shouldLiftTheSuspicionWhenTheLastSuspectIsAnswered() {
    PartitionLedger ledger = takenOver(afterDeaths(2), 13);
    ledger.advanceTo(13);
    assertThat(ledger.crashes().hasSuspects()).isFalse();

    ledger = takenOver(afterDeaths(2), 13);
    for (long offset = 10; offset < 13; offset++) {
      assertThat(ledger.crashes().hasSuspects()).isTrue();
      ledger.admit(offset);
      ledger.confirm(Set.of(offset));
    }

    assertThat(ledger.crashes().hasSuspects()).isFalse();
    assertThat(ledger.judge(13)).isEqualTo(PartitionLedger.Verdict.ADMIT);
  }

  @Test
  void shouldLiftTheSuspicionWhereTheRestOfTheWindowHoldsNoRecord() {
    // Given a log whose last offsets are transaction markers
    PartitionLedger ledger = takenOver(afterDeaths(2), 15);
    for (long offset = 10; offset < 13; offset++) {
      ledger.admit(offset);
      ledger.confirm(Set.of(offset));
    }
    assertThat(ledger.judge(15)).isEqualTo(PartitionLedger.Verdict.HOLD);

    ledger.advanceTo(15);

    assertThat(ledger.judge(15)).isEqualTo(PartitionLedger.Verdict.ADMIT);
  }

  @Test
  void shouldStillPollTheSuspectsOfAPredecessorThatUsedUpTheSpan() {
    long top = 10L + CommitMetadata.MAX_SPAN;
    Progress found = new Progress(top, new TreeMap<>(Map.of(10L, 1, top - 1, 1)));
    for (int death = 0; death < 2; death++) {
      found = left(working(found));
    }
    PartitionLedger ledger = takenOver(found, top + PLACES);
    assertThat(ledger.crashes().hasSuspects()).isTrue();

    for (long offset : List.of(10L, top - 1)) {
      assertThat(ledger.isSpanUsedUp()).isFalse();
      assertThat(ledger.judge(offset)).isEqualTo(PartitionLedger.Verdict.ADMIT);
      ledger.admit(offset);
      ledger.advanceTo(offset + 1);
      ledger.confirm(Set.of(offset));
    }
  }

  @Test
  void shouldForgetADeathWhenTheBaseMoves() {
    PartitionLedger ledger = working(afterDeaths(1));
    ledger.admit(10);

    ledger.confirm(Set.of(10L));
    Progress moved = left(ledger);

    assertThat(moved.mark().deaths()).isZero();
    assertThat(takenOver(moved).crashes().hasSuspects()).isFalse();
  }

  @Test
  void shouldKeepCountAndSuspectsThroughACleanRevocation() {
    PartitionLedger once = working(afterDeaths(1));
    once.crashes().rest();
    PartitionLedger twice = working(afterDeaths(2));
    twice.crashes().rest();

    assertThat(takenOver(left(once)).crashes().deaths()).isEqualTo(1);
    assertThat(takenOver(left(once)).crashes().hasSuspects()).isFalse();
    assertThat(takenOver(left(twice)).crashes().hasSuspects()).isTrue();
  }

  @Test
  void shouldTakeItsOwnMarkForNoDeath() {
    Progress lost = left(working(afterDeaths(1)));
    CrashMark.Dirty own = lost.mark().dirty().orElseThrow();

    CrashWatch again = new CrashWatch(own, lost, END);

    assertThat(again.deaths()).isEqualTo(1);
    assertThat(again.hasSuspects()).isFalse();
  }

  @Test
  void shouldBlameAfterThreeAttemptsAloneThenReadThenNotEvenRead() {
    Progress found = afterDeaths(2);
    List<Ticket.Task> tasks = new ArrayList<>();
    for (int life = 0; life < 5; life++) {
      PartitionLedger ledger = takenOver(found);
      ledger.admit(10);
      tasks.add(SoloRuns.task(ledger));
      ledger.crashes().work();
      assertThat(ledger.isMarkDue()).as("the attempt is committed first").isTrue();
      found = left(ledger);
    }

    assertThat(tasks)
        .containsExactly(
            Ticket.Task.RUN,
            Ticket.Task.RUN,
            Ticket.Task.RUN,
            Ticket.Task.BLAME,
            Ticket.Task.BLAME_UNREAD);
  }

  @Test
  void shouldTakeBackAnAttemptThatTheProcessSurvived() {
    PartitionLedger ledger = takenOver(afterDeaths(2));
    ledger.admit(10);
    ledger.crashes().work();
    assertThat(attempts(ledger)).isEqualTo(1);

    ledger.crashes().rest();
    ledger.crashes().rest();

    assertThat(attempts(ledger)).isZero();
  }

  @Test
  void shouldNotHandAttemptsOnToTheNextSuspect() {
    Progress found = afterDeaths(2);
    for (int life = 0; life < 2; life++) {
      PartitionLedger ledger = takenOver(found);
      ledger.admit(10);
      ledger.crashes().work();
      found = left(ledger);
    }
    PartitionLedger ledger = takenOver(found);
    ledger.admit(10);
    ledger.confirm(Set.of(10L));

    assertThat(attempts(ledger)).isZero();
    ledger.admit(11);
    assertThat(attempts(ledger)).isEqualTo(1);
  }

  /** Offsets 10 to 12 incomplete below a top of 13, after so many deaths on base 10. */
  private Progress afterDeaths(int deaths) {
    Progress progress = new Progress(13, new TreeMap<>(Map.of(10L, 1, 11L, 1, 12L, 1)));
    for (int death = 0; death < deaths; death++) {
      progress = left(working(progress));
    }
    return progress;
  }

  private PartitionLedger takenOver(Progress found) {
    return takenOver(found, END);
  }

  private PartitionLedger takenOver(Progress found, long logEnd) {
    CrashMark.Dirty self = new CrashMark.Dirty(++processes, PLACES);
    return new PartitionLedger(1, found, new CrashWatch(self, found, logEnd));
  }

  /** A process that has begun to work, as far as the broker knows. */
  private PartitionLedger working(Progress found) {
    PartitionLedger ledger = takenOver(found);
    ledger.crashes().work();
    commit(ledger);
    return ledger;
  }

  private static void commit(PartitionLedger ledger) {
    ledger.markCommitted(left(ledger).mark());
  }

  /** What a successor finds if the process dies after its next commit. */
  private static Progress left(PartitionLedger ledger) {
    return ledger.progressAfter(Set.of());
  }

  private static int attempts(PartitionLedger ledger) {
    Optional<CrashMark.Suspects> suspects = left(ledger).mark().suspects();
    return suspects.orElseThrow().attempts();
  }
}
