package dev.audioinsight.stack.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.JobProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what a job's metadata says: {@code workMs} of waiting, {@code gate} a file to wait for,
 * {@code deafGate} one to wait for whatever the time limit, as native code that hangs does, {@code
 * fail} a code to fail with, {@code failTimes} how often it may pass on another attempt, {@code
 * die} a way to end the process: {@code halt}, {@code halt-in-company} (only if another job runs)
 * or {@code out-of-memory}, {@code durationMs} what to say of the recording. It stands where the
 * analysis stands, so that what is tested is the worker around it. Thread-safe.
 */
public final class ObedientProcessor implements JobProcessor {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  /** How many jobs run at this moment. */
  public int running() {
    return running.get();
  }

  /** How many jobs have ever begun. */
  public int begun() {
    return begun.get();
  }

  @Override
  public Findings process(Job job, Cancellation cancellation) throws JobFailedException {
    running.incrementAndGet();
    begun.incrementAndGet();
    try {
      JsonNode orders = job.metadata().orElse(MissingNode.getInstance());
      obey(job, orders, cancellation);
      return findings(orders);
    } finally {
      running.decrementAndGet();
    }
  }

  private void obey(Job job, JsonNode orders, Cancellation cancellation) throws JobFailedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(orders.path("workMs").asLong(0));
    while (System.nanoTime() - until < 0) {
      pause(cancellation);
    }
    if (orders.hasNonNull("gate")) {
      awaitGate(Path.of(orders.get("gate").textValue()), job.jobId(), cancellation);
    }
    if (orders.hasNonNull("deafGate")) {
      awaitGate(Path.of(orders.get("deafGate").textValue()), job.jobId(), new Cancellation());
    }
    if (orders.hasNonNull("die")) {
      die(orders.get("die").textValue());
    }
    if (orders.hasNonNull("failTimes")) {
      int failed = failures.merge(job.jobId(), 1, Integer::sum);
      if (failed <= orders.get("failTimes").asInt()) {
        ErrorCode code = ErrorCode.valueOf(orders.path("fail").asText("FETCH_FAILED"));
        throw new JobFailedException(new JobError(code, "for the moment", true));
      }
      return;
    }
    if (orders.hasNonNull("fail")) {
      throw new JobFailedException(
          ErrorCode.valueOf(orders.get("fail").textValue()), "as the job says");
    }
  }

  private void die(String way) {
    switch (way) {
      case "halt" -> Runtime.getRuntime().halt(134);
      case "halt-in-company" -> {
        if (running() > 1) {
          Runtime.getRuntime().halt(134);
        }
      }
      case "out-of-memory" -> {
        Object[] hoard = {};
        while (running() > 0) {
          hoard = new Object[] {hoard, new long[1_000_000]};
        }
        throw new IllegalStateException("there was memory enough for " + hoard.length);
      }
      default -> throw new IllegalArgumentException(way);
    }
  }

  private static void awaitGate(Path gate, String jobId, Cancellation cancellation)
      throws JobFailedException {
    try {
      Files.writeString(waiting(gate, jobId), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (!Files.exists(gate)) {
      pause(cancellation);
    }
  }

  /** The file that is there once a job waits at its gate. */
  public static Path waiting(Path gate, String jobId) {
    return gate.resolveSibling(jobId + ".waits");
  }

  private static void pause(Cancellation cancellation) throws JobFailedException {
    cancellation.throwIfCancelled();
    LockSupport.parkNanos(MOMENT_NANOS);
  }

  private static Findings findings(JsonNode orders) {
    return new Findings(
        new AudioInfo(orders.path("durationMs").asLong(1_000), 16_000, 1, "wav", "0".repeat(64)),
        new Speech(0, 0, List.of()),
        Optional.empty(),
        Optional.empty(),
        new Findings.StageTimes(0, 0, 0, 0),
        Map.of());
  }
}
