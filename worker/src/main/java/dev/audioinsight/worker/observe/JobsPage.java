package dev.audioinsight.worker.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.worker.observe.WorkerSnapshot.JobView;
import dev.audioinsight.worker.observe.WorkerSnapshot.PartitionView;
import dev.audioinsight.worker.observe.WorkerSnapshot.Usage;
import java.util.Comparator;

/** What is in flight, oldest first, and what holds each commit back, as JSON. Thread-safe. */
final class JobsPage {
  private final SnapshotHolder snapshots;

  JobsPage(SnapshotHolder snapshots) {
    this.snapshots = snapshots;
  }

  ObjectNode render() {
    WorkerSnapshot snapshot = snapshots.latest();
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.put("state", snapshot.state().name());
    page.put("lastTurnAgeMs", snapshots.sinceLastTurn().toMillis());
    write(page.putObject("places"), snapshot.places());
    write(page.putObject("payloadBytes"), snapshot.payloadBytes());
    page.put("outcomesReady", snapshot.outcomesReady());
    page.put("trouble", snapshot.trouble().orElse(null));
    var partitions = page.putArray("partitions");
    snapshot.partitions().forEach(partition -> write(partitions.addObject(), partition));
    var jobs = page.putArray("jobs");
    snapshot.jobs().stream()
        .sorted(Comparator.comparingLong(JobView::admittedNanos))
        .forEach(job -> write(jobs.addObject(), job, snapshot.holdsCommitBack(job)));
    return page;
  }

  private static void write(ObjectNode json, Usage usage) {
    json.put("used", usage.used()).put("max", usage.max());
  }

  private void write(ObjectNode json, PartitionView partition) {
    json.put("topic", partition.topic());
    json.put("partition", partition.partition());
    json.put("committedOffset", partition.committedOffset());
    json.put("position", partition.position());
    partition.endOffset().ifPresent(end -> json.put("endOffset", end));
    json.put("incomplete", partition.incompleteCount());
    json.put("paused", partition.paused());
    partition
        .oldestIncomplete()
        .ifPresent(
            lowest ->
                json.putObject("commitHeldBackBy")
                    .put("offset", lowest.offset())
                    .put("ageMs", snapshots.age(lowest.sinceNanos()).toMillis()));
  }

  private void write(ObjectNode json, JobView job, boolean holdsCommitBack) {
    json.put("topic", job.topic());
    json.put("partition", job.partition());
    json.put("offset", job.offset());
    job.jobId().ifPresent(id -> json.put("jobId", id));
    json.put("stage", job.stage());
    json.put("ageMs", snapshots.age(job.admittedNanos()).toMillis());
    json.put("attempt", job.attempt());
    json.put("holdsCommitBack", holdsCommitBack);
  }
}
