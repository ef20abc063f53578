package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Drives a ledger and its metadata through random completions, aborts, unknown outcomes,
 * revocations and crashes against the simplest model of a broker: a log with gaps, one committed
 * offset with metadata, and the results that a {@code read_committed} reader sees.
 */
class ExactlyOnceModelTest {
  private static final int STEPS = 400;

  @Property(tries = 1_000)
  void shouldAnswerEachRecordOnce(@ForAll long seed) throws UnreadableMetadataException {
    Model model = new Model(new Random(seed));

    for (int step = 0; step < STEPS; step++) {
      model.step();
    }
    model.finish();

    assertThat(model.answers).hasSameSizeAs(model.log);
    assertThat(model.answers.values()).containsOnly(1);
  }

  /** One partition, its broker, and a succession of owners. */
  private static final class Model {
    final Random random;
    final List<Long> log = new ArrayList<>();
    final Map<Long, Integer> answers = new HashMap<>();
    long end;
    long committedOffset;
    String committedMetadata = "";

    PartitionLedger ledger;
    long position;
    long epoch;
    final Set<Long> running = new HashSet<>();
    final Set<Long> ready = new HashSet<>();

    Model(Random random) throws UnreadableMetadataException {
      this.random = random;
      for (int i = 0; i < 300; i++) {
        end += random.nextInt(10) == 0 ? 1 + random.nextInt(random.nextBoolean() ? 3 : 5_000) : 0;
        log.add(end++);
      }
      takeOver();
    }

    void step() throws UnreadableMetadataException {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> poll(1 + random.nextInt(20));
        case 3, 4, 5, 6 -> complete();
        case 7, 8, 9 -> publish();
        case 10 -> lateOutcome();
        default -> {
          if (random.nextInt(4) == 0) {
            takeOver();
          }
        }
      }
      assertThat(committedMetadata).hasSizeLessThanOrEqualTo(CommitMetadata.MAX_LENGTH);
      log.stream()
          .filter(offset -> offset < committedOffset)
          .forEach(offset -> assertThat(answers).containsKey(offset));
    }

    /** A new owner, after a crash or a revocation: what was ready or running is gone. */
    void takeOver() throws UnreadableMetadataException {
      running.clear();
      ready.clear();
      Progress progress = CommitMetadata.decode(committedOffset, committedMetadata);
      ledger =
          new PartitionLedger(
              ++epoch, progress, new CrashWatch(new CrashMark.Dirty(1, 50), progress, end));
      position = progress.base();
    }

    void poll(int most) {
      int polled = 0;
      for (long offset : log) {
        if (offset < position) {
          continue;
        }
        PartitionLedger.Verdict verdict = ledger.judge(offset);
        if (verdict == PartitionLedger.Verdict.HOLD || polled++ == most) {
          position = offset;
          ledger.advanceTo(position);
          return;
        }
        if (verdict == PartitionLedger.Verdict.ADMIT) {
          ledger.admit(offset);
          running.add(offset);
        }
      }
      position = end;
      ledger.advanceTo(position);
    }

    void complete() {
      running.stream()
          .skip(running.isEmpty() ? 0 : random.nextInt(running.size()))
          .findFirst()
          .ifPresent(
              offset -> {
                running.remove(offset);
                ready.add(offset);
              });
    }

    void publish() {
      Set<Long> settled = Set.copyOf(ready);
      Progress after = ledger.progressAfter(settled);
      if (random.nextInt(4) > 0) {
        transact(settled, after);
        ledger.confirm(settled);
        ready.removeAll(settled);
      }
    }

    /** The worker never hears how the commit ended; a new producer settles it, then it reads. */
    void lateOutcome() throws UnreadableMetadataException {
      Set<Long> settled = Set.copyOf(ready);
      if (random.nextBoolean()) {
        transact(settled, ledger.progressAfter(settled));
      }
      ledger.reconcile(CommitMetadata.decode(committedOffset, committedMetadata));
      ready.removeIf(offset -> !ledger.isIncomplete(offset));
    }

    private void transact(Set<Long> settled, Progress after) {
      settled.forEach(offset -> answers.merge(offset, 1, Integer::sum));
      committedOffset = after.base();
      committedMetadata = CommitMetadata.encode(after);
    }

    void finish() throws UnreadableMetadataException {
      takeOver();
      while (committedOffset < end) {
        poll(50);
        ready.addAll(running);
        running.clear();
        Set<Long> settled = Set.copyOf(ready);
        transact(settled, ledger.progressAfter(settled));
        ledger.confirm(settled);
        ready.clear();
      }
    }
  }
}
