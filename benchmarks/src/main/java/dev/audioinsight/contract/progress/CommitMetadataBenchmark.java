package dev.audioinsight.contract.progress;

import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Writing and reading the metadata of a commit: offsets in flight by chance within a span. Confined
 * to one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CommitMetadataBenchmark {
  /** How many offsets are incomplete, and within how many. */
  @Param({"10/200", "500/2000", "10000/23000"})
  public String incompleteOf;

  private Progress progress;
  private String metadata;

  @Setup
  public void fill() {
    String[] numbers = incompleteOf.split("/");
    int span = Integer.parseInt(numbers[1]);
    SplittableRandom random = new SplittableRandom(1);
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    incomplete.put(0L, 1);
    while (incomplete.size() < Integer.parseInt(numbers[0])) {
      incomplete.put(random.nextLong(span), 1);
    }
    progress = new Progress(span, incomplete);
    metadata = CommitMetadata.encode(progress);
  }

  @Benchmark
  public String encode() {
    return CommitMetadata.encode(progress);
  }

  @Benchmark
  public ProgressView decode() throws UnreadableMetadataException {
    return CommitMetadata.decode(0, metadata);
  }
}
