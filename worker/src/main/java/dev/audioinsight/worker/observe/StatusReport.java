package dev.audioinsight.worker.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.ErrorCode;
import java.util.TreeMap;

/**
 * All that the status page shows, as JSON: what {@link JobsPage} has, and what the worker is, how
 * it is and what it has done so far. Rates are left to the reader, who knows two of these.
 * Thread-safe.
 */
final class StatusReport {
  private final SnapshotHolder snapshots;
  private final WorkerMetrics metrics;
  private final Health health;
  private final JobsPage jobs;
  private final long startedNanos = System.nanoTime();
  private volatile About about = About.NOTHING;

  StatusReport(SnapshotHolder snapshots, WorkerMetrics metrics, Health health) {
    this.snapshots = snapshots;
    this.metrics = metrics;
    this.health = health;
    this.jobs = new JobsPage(snapshots);
  }

  /** Shows this from now on. */
  void introduce(About known) {
    about = known;
  }

  ObjectNode render() {
    ObjectNode page = jobs.render();
    page.put("worker", about.worker());
    page.put("version", about.version());
    page.put("threads", about.threads());
    page.put("uptimeMs", (System.nanoTime() - startedNanos) / 1_000_000);
    ObjectNode models = page.putObject("models");
    new TreeMap<>(about.models()).forEach(models::put);
    health.deadBecause().forEach(page.putArray("notLiveBecause")::add);
    health.unreadyBecause().forEach(page.putArray("notReadyBecause")::add);
    backlog(page.putObject("backlog"), snapshots.latest().backlogJobs());
    answered(page.putObject("answered"));
    var failures = page.putArray("lastFailures");
    metrics.recentFailures().all().forEach(failure -> write(failures.addObject(), failure));
    return page;
  }

  /** What waits, by the median of the jobs answered last; without seconds before the first. */
  private void backlog(ObjectNode json, long waiting) {
    json.put("jobs", waiting);
    double work = metrics.medianAnalysisSeconds();
    double audio = metrics.medianAudioSeconds();
    if (!Double.isNaN(work)) {
      json.put("workSeconds", waiting * work);
    }
    if (!Double.isNaN(audio)) {
      json.put("audioSeconds", waiting * audio);
    }
  }

  private void answered(ObjectNode json) {
    json.put("ok", metrics.answeredOk());
    json.put("audioSeconds", metrics.audioSeconds());
    ObjectNode failed = json.putObject("failed");
    for (ErrorCode code : ErrorCode.values()) {
      if (metrics.failed(code) > 0) {
        failed.put(code.name(), metrics.failed(code));
      }
    }
  }

  private static void write(ObjectNode json, RecentFailures.Failure failure) {
    json.put("at", failure.at().toString());
    json.put("jobId", failure.jobId());
    json.put("code", failure.code().name());
    json.put("message", failure.message());
  }
}
