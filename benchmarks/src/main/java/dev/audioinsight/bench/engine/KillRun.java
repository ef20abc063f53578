package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.ResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/**
 * What a {@code kill -9} under load did to an arm one of whose first jobs was stuck: its process is
 * killed when half of the jobs are answered, and a second one, in which that job comes through,
 * does the rest. Immutable.
 *
 * @param answeredBehind jobs with a result before the kill, while one was stuck
 * @param inFlight jobs that had begun and had no result at the kill
 * @param redelivered jobs that had a result and were begun again
 * @param duplicates results beside the first of a job, for a {@code read_committed} reader
 * @param lost jobs that never had a result
 */
record KillRun(
    Arm arm, int answeredBehind, int inFlight, int redelivered, int duplicates, int lost) {
  private static final Cell CELL = new Cell(1_000, false, 16);
  private static final int STUCK = 3;
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration REST_LIMIT = Duration.ofSeconds(40);
  private static final Duration QUIET = Duration.ofMillis(1_500);

  static KillRun measure(Ground ground, Arm arm, int jobs)
      throws InterruptedException, IOException {
    Path folder = Files.createTempDirectory("bench-kill-");
    String jobsTopic = ground.jobsTopic();
    ArmSettings settings = ground.settings(jobsTopic, CELL.pool());
    Path gate = folder.resolve("gate");
    try (JobTopic sender = ground.sender(jobsTopic);
        ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), jobs)) {
      for (int job = 0; job < jobs; job++) {
        if (job == STUCK) {
          sender.sendStuck(job, gate);
        } else {
          sender.sendOne(CELL, job);
        }
      }
      sender.flush();
      Path first = folder.resolve("first");
      try (ArmProcess process = new ArmProcess(arm, settings, Optional.of(first))) {
        results.awaitSeen(jobs / 2, LIMIT);
        process.kill();
      }
      results.awaitQuiet(QUIET);
      BitSet answered = results.answered();
      Files.createFile(gate);
      Path second = folder.resolve("second");
      try (ArmProcess process = new ArmProcess(arm, settings, Optional.of(second))) {
        results.awaitSeen(jobs, REST_LIMIT);
        results.awaitQuiet(QUIET);
      }
      return of(arm, jobs, begun(first), begun(second), answered, results);
    } finally {
      ground.remove(settings);
      ground.remove(jobsTopic);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static KillRun of(
      Arm arm, int jobs, BitSet first, BitSet second, BitSet answered, ResultReader results) {
    BitSet inFlight = (BitSet) first.clone();
    inFlight.andNot(answered);
    BitSet redelivered = (BitSet) second.clone();
    redelivered.and(answered);
    return new KillRun(
        arm,
        answered.cardinality(),
        inFlight.cardinality(),
        redelivered.cardinality(),
        results.duplicates(),
        jobs - results.seen());
  }

  private static BitSet begun(Path journal) throws IOException {
    BitSet begun = new BitSet();
    if (Files.exists(journal)) {
      // The last line may be cut off by the kill: a write of a few bytes is not.
      Files.readAllLines(journal).forEach(line -> begun.set(Integer.parseInt(line)));
    }
    return begun;
  }
}
