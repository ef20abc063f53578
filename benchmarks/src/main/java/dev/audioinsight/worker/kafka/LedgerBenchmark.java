package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A turn of the ledger of one partition: a batch is admitted, its progress is written for the
 * commit, and it is confirmed, while a slow job holds the base back. Confined to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LedgerBenchmark {
  private static final int SOME = 20_000;

  /** Jobs of one turn. */
  @Param({"1", "100"})
  public int batch;

  private PartitionLedger ledger;
  private long next;

  @Setup(Level.Iteration)
  public void open() {
    ledger = opened();
  }

  private PartitionLedger opened() {
    Progress nothing = Progress.upTo(0);
    CrashMark.Dirty self = new CrashMark.Dirty(1, 500);
    PartitionLedger opened = new PartitionLedger(1, nothing, new CrashWatch(self, nothing, 0));
    opened.markCommitted(opened.progressAfter(Set.of()).mark());
    opened.admit(0);
    next = 1;
    return opened;
  }

  @Benchmark
  public String turn() {
    if (next > SOME) {
      ledger = opened();
    }
    Set<Long> settled = new TreeSet<>();
    for (int i = 0; i < batch; i++) {
      ledger.admit(next);
      settled.add(next++);
    }
    Progress progress = ledger.progressAfter(settled);
    String metadata = CommitMetadata.encode(progress);
    ledger.confirm(settled);
    ledger.markCommitted(progress.mark());
    return metadata;
  }
}
