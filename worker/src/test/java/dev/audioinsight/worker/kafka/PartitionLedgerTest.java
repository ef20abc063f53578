package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartitionLedgerTest {

  @Test
  void shouldNotPassTheLowestOffsetWithoutAnAnswer() {
    PartitionLedger ledger = ledger(Progress.upTo(10));
    ledger.admit(10);
    ledger.admit(11);
    ledger.admit(12);

    ledger.confirm(Set.of(11L, 12L));

    assertThat(ledger.base()).isEqualTo(10);
    assertThat(ledger.progressAfter(Set.of()).incomplete()).containsOnlyKeys(10L);
    assertThat(ledger.progressAfter(Set.of(10L)).base()).isEqualTo(13);
  }

  @Test
  void shouldGoOnPastGapsOfTheLog() {
    // Given a record at 10, and a consumer that stands at 17 after transaction markers
    PartitionLedger ledger = ledger(Progress.upTo(10));
    ledger.admit(10);
    ledger.advanceTo(17);

    ledger.confirm(Set.of(10L));

    assertThat(ledger.base()).isEqualTo(17);
  }

  @Test
  void shouldSkipWhatAnEarlierOwnerAnswered() {
    PartitionLedger ledger = ledger(progress(20, Map.of(10L, 1, 15L, 2)));

    assertThat(ledger.judge(10)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(11)).isEqualTo(PartitionLedger.Verdict.SKIP);
    assertThat(ledger.judge(15)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(20)).isEqualTo(PartitionLedger.Verdict.ADMIT);
  }

  @Test
  void shouldAdmitARecordOnce() {
    PartitionLedger ledger = ledger(progress(20, Map.of(10L, 1)));
    ledger.admit(10);
    ledger.admit(20);

    assertThat(ledger.judge(10)).isEqualTo(PartitionLedger.Verdict.SKIP);
    assertThat(ledger.judge(20)).isEqualTo(PartitionLedger.Verdict.SKIP);
    assertThatThrownBy(() -> ledger.admit(20)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldCountAttemptsAcrossOwners() {
    PartitionLedger ledger = ledger(progress(20, Map.of(10L, 2)));

    assertThat(ledger.attemptAt(10)).isEqualTo(3);
    assertThat(ledger.attemptAt(20)).isEqualTo(1);
  }

  @Test
  void shouldNotCountAnAttemptThatNeverBegan() {
    PartitionLedger ledger = ledger(Progress.upTo(10));
    ledger.admit(10);

    ledger.returned(10);

    assertThat(ledger.progressAfter(Set.of()).incomplete()).containsEntry(10L, 0);
  }

  @Test
  void shouldHoldARecordBeyondTheWidestSpan() {
    PartitionLedger ledger = ledger(Progress.upTo(10));
    ledger.admit(10);

    long last = 10L + CommitMetadata.MAX_SPAN - 1;
    assertThat(ledger.judge(last)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(last + 1)).isEqualTo(PartitionLedger.Verdict.HOLD);

    ledger.advanceTo(last + 1);
    assertThat(ledger.isSpanUsedUp()).isTrue();
    ledger.confirm(Set.of(10L));
    assertThat(ledger.isSpanUsedUp()).isFalse();
  }

  @Test
  void shouldStillPollTheSlowJobOfAPredecessorThatUsedUpTheSpan() {
    long top = 10L + CommitMetadata.MAX_SPAN;
    PartitionLedger ledger = ledger(progress(top, Map.of(10L, 1)));
    assertThat(ledger.isSpanUsedUp()).isFalse();
    assertThat(ledger.judge(10)).isEqualTo(PartitionLedger.Verdict.ADMIT);
    assertThat(ledger.judge(top)).isEqualTo(PartitionLedger.Verdict.HOLD);

    ledger.admit(10);
    ledger.advanceTo(top);
    assertThat(ledger.isSpanUsedUp()).isTrue();

    ledger.confirm(Set.of(10L));
    assertThat(ledger.isSpanUsedUp()).isFalse();
  }

  @Test
  void shouldLetGoOfAwaitedRecordsThatTheLogHasLost() {
    PartitionLedger ledger = ledger(progress(20, Map.of(10L, 1, 15L, 1)));

    // Given that the first record polled is the one at 15
    ledger.admit(15);
    int gone = ledger.advanceTo(16);

    assertThat(gone).isEqualTo(1);
    assertThat(ledger.base()).isEqualTo(15);
  }

  @Test
  void shouldTakeTheBrokersWordAfterAnUnknownOutcome() {
    PartitionLedger ledger = ledger(Progress.upTo(10));
    ledger.admit(10);
    ledger.admit(11);
    ledger.admit(12);

    // When the broker says that 11 is done and 12 was not known to it
    ledger.reconcile(progress(12, Map.of(10L, 1)));

    assertThat(ledger.isIncomplete(10)).isTrue();
    assertThat(ledger.isIncomplete(11)).isFalse();
    assertThat(ledger.isIncomplete(12)).isTrue();
  }

  private static PartitionLedger ledger(Progress restored) {
    return new PartitionLedger(
        1, restored, new CrashWatch(new CrashMark.Dirty(1, 50), restored, restored.top()));
  }

  private static Progress progress(long top, Map<Long, Integer> incomplete) {
    return new Progress(top, new TreeMap<>(incomplete));
  }
}
