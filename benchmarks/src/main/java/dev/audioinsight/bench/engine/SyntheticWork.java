package dev.audioinsight.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.JobProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The job of this comparison: it sleeps, or keeps a core busy, for as long as its metadata says, or
 * is stuck until a file is there. What begins is written to a journal that outlives a kill, where
 * there is one. Thread-safe.
 */
final class SyntheticWork implements JobProcessor {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Findings FINDINGS =
      new Findings(
          new AudioInfo(1_000, 16_000, 1, "wav", "0".repeat(64)),
          new Speech(0, 0, List.of()),
          Optional.empty(),
          Optional.empty(),
          new Findings.StageTimes(0, 0, 0, 0),
          Map.of());

  private final Meter meter = new Meter();
  private final Optional<FileChannel> journal;

  SyntheticWork(Optional<Path> journal) {
    this.journal = journal.map(SyntheticWork::open);
  }

  private static FileChannel open(Path journal) {
    try {
      return FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Meter meter() {
    return meter;
  }

  @Override
  public Findings process(Job job, Cancellation cancellation) {
    meter.begin();
    try {
      journal.ifPresent(file -> note(file, job.jobId()));
      JsonNode orders = job.metadata().orElse(MissingNode.getInstance());
      long nanos = TimeUnit.MICROSECONDS.toNanos(orders.path("micros").asLong());
      if (orders.path("busy").asBoolean()) {
        burn(nanos);
      } else {
        sleep(nanos);
      }
      if (orders.hasNonNull("gate")) {
        awaitGate(Path.of(orders.get("gate").textValue()));
      }
      return FINDINGS;
    } finally {
      meter.end();
    }
  }

  private static void note(FileChannel file, String jobId) {
    try {
      file.write(ByteBuffer.wrap((jobId + "\n").getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Until the thread itself has had that much of a core, however many others want it. */
  private static void burn(long nanos) {
    long until = THREADS.getCurrentThreadCpuTime() + nanos;
    while (THREADS.getCurrentThreadCpuTime() < until) {
      for (int i = 0; i < 500; i++) {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitGate(Path gate) {
    while (!Files.exists(gate)) {
      sleep(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
