package dev.audioinsight.bench.concurrency;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.engine.Ground;
import dev.audioinsight.bench.harness.ChildJvm;
import dev.audioinsight.bench.harness.ClipFolder;
import dev.audioinsight.bench.harness.Membership;
import dev.audioinsight.bench.harness.Resident;
import dev.audioinsight.bench.harness.ResultReader;
import dev.audioinsight.bench.harness.TurnTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one run of a way came to. Immutable.
 *
 * @param audioSecondsPerSecond of recordings whose first results a {@code read_committed} reader
 *     saw within the window
 * @param cpuSecondsPerHour of the process, for an hour of such audio
 * @param residentMegabytes at the end of the window
 * @param outsidePoll the polling thread's turns within the window
 * @param thrownOut how often the group went on without this member, from the start on
 * @param again results beside the first of a job, from the start on
 */
record WayRun(
    Way way,
    double audioSecondsPerSecond,
    double cpuSecondsPerHour,
    double residentMegabytes,
    TurnTimes.Figures outsidePoll,
    int thrownOut,
    int again) {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration READ_LIMIT = Duration.ofSeconds(30);
  private static final int WARM_JOBS = 20;

  /**
   * Measures.
   *
   * @param jobsTopic with jobs enough
   */
  static WayRun measure(
      Ground ground,
      Way way,
      String jobsTopic,
      int jobs,
      ClipFolder clips,
      Duration warm,
      Duration window)
      throws InterruptedException {
    ArmSettings settings = ground.settings(jobsTopic, Runtime.getRuntime().availableProcessors());
    try (ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), jobs);
        Membership members = new Membership(settings.bootstrapServers(), settings.group());
        ChildJvm process = start(way, clips, settings)) {
      if (!results.awaitSeen(WARM_JOBS, START_LIMIT)) {
        throw new IllegalStateException(way.title() + ": no answers");
      }
      TimeUnit.NANOSECONDS.sleep(warm.toNanos());
      Reading first = read(process);
      int seenBefore = results.seen();
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(window.toNanos());
      double recordings = (double) (results.seen() - seenBefore) / way.jobsPerRecording();
      double seconds = (System.nanoTime() - start) / 1e9;
      Reading last = read(process);
      double audio = recordings * clips.seconds();
      return new WayRun(
          way,
          audio / seconds,
          (last.cpuNanos() - first.cpuNanos()) / 1e9 / (audio / 3_600),
          Resident.megabytes(process.pid()),
          last.outsidePoll(),
          members.gone(),
          results.duplicates());
    } finally {
      ground.remove(settings);
    }
  }

  private static ChildJvm start(Way way, ClipFolder clips, ArmSettings settings) {
    List<String> arguments = new ArrayList<>(List.of(way.name(), clips.path().toString()));
    arguments.addAll(settings.toArguments());
    return ChildJvm.start(way.title(), ChildJvm.WORKER_OPTIONS, WayMain.class, arguments);
  }

  private static Reading read(ChildJvm process) throws InterruptedException {
    process.say("read");
    String[] fields = process.await(WayMain.READING, READ_LIMIT).split(" ", 2);
    return new Reading(Long.parseLong(fields[0]), TurnTimes.Figures.of(fields[1]));
  }

  private record Reading(long cpuNanos, TurnTimes.Figures outsidePoll) {}
}
