package dev.audioinsight.worker.observe;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the poll thread saw of the worker at one moment. Instants are values of {@link
 * System#nanoTime}, so that ages go on growing where no newer snapshot comes. Immutable.
 *
 * @param groupJoined whether the group has accepted this member, with or without partitions
 * @param producerHealthy whether results can be sent as far as is known
 * @param places jobs that hold a place, and how many places there are
 * @param payloadBytes bytes of payload that are held, and how many may be
 * @param outcomesReady outcomes that wait for the next transaction
 * @param trouble one line on what is wrong between worker and broker at this moment
 * @param standstills what only a restart mends, one line each
 */
public record WorkerSnapshot(
    State state,
    boolean groupJoined,
    boolean producerHealthy,
    Usage places,
    Usage payloadBytes,
    int outcomesReady,
    List<PartitionView> partitions,
    List<JobView> jobs,
    Optional<String> trouble,
    List<String> standstills) {

  public WorkerSnapshot {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(places, "places");
    Objects.requireNonNull(payloadBytes, "payloadBytes");
    Objects.requireNonNull(trouble, "trouble");
    partitions = List.copyOf(partitions);
    jobs = List.copyOf(jobs);
    standstills = List.copyOf(standstills);
  }

  /** A worker of which nothing is known but its state. */
  public static WorkerSnapshot of(State state) {
    return withoutGroup(state, Optional.empty());
  }

  /**
   * A worker that has not joined the group yet.
   *
   * @param trouble what keeps it from that
   */
  public static WorkerSnapshot waiting(Optional<String> trouble) {
    return withoutGroup(State.WAITING, trouble);
  }

  private static WorkerSnapshot withoutGroup(State state, Optional<String> trouble) {
    return new WorkerSnapshot(
        state, false, false, Usage.NONE, Usage.NONE, 0, List.of(), List.of(), trouble, List.of());
  }

  /** The incomplete offset that has been incomplete for longest, over all partitions. */
  public Optional<Incomplete> oldestIncomplete() {
    return partitions.stream()
        .flatMap(partition -> partition.oldestIncomplete().stream())
        .min(Comparator.comparingLong(Incomplete::sinceNanos));
  }

  /** Jobs of the assigned partitions that have no answer yet, admitted or not. */
  public long backlogJobs() {
    return partitions.stream().mapToLong(PartitionView::backlogJobs).sum();
  }

  public long pausedPartitions() {
    return partitions.stream().filter(PartitionView::paused).count();
  }

  /** Whether this job's offset is the one that its partition's committed offset cannot pass. */
  public boolean holdsCommitBack(JobView job) {
    return partitions.stream().anyMatch(partition -> partition.isHeldBackBy(job));
  }

  /** Where the worker stands in its life. */
  public enum State {
    /** The process has begun. */
    STARTING,
    /** Models are loaded and run once. */
    WARMING,
    /** The broker and its topics are waited for. */
    WAITING,
    /** Jobs are polled, or waited for. */
    RUNNING,
    /** No more jobs are begun; what was begun is being answered. */
    DRAINING,
    /** The group has been left. */
    STOPPED
  }

  /** How much of a bound is used. Immutable. */
  public record Usage(long used, long max) {
    static final Usage NONE = new Usage(0, 0);
  }

  /**
   * An offset without a confirmed answer. Immutable.
   *
   * @param sinceNanos when it was admitted, or restored from a predecessor
   */
  public record Incomplete(long offset, long sinceNanos) {}

  /**
   * One assigned partition. Immutable.
   *
   * @param committedOffset where a successor would begin
   * @param position the first offset that has not been admitted; all below it is done or incomplete
   * @param endOffset the end of the log, where the consumer knows it
   * @param incompleteCount offsets without a confirmed answer
   * @param oldestIncomplete the lowest incomplete offset: it holds the commit back
   * @param paused whether no records are polled from it for now
   */
  public record PartitionView(
      String topic,
      int partition,
      long committedOffset,
      long position,
      OptionalLong endOffset,
      int incompleteCount,
      Optional<Incomplete> oldestIncomplete,
      boolean paused) {

    public PartitionView {
      Objects.requireNonNull(topic, "topic");
      Objects.requireNonNull(endOffset, "endOffset");
      Objects.requireNonNull(oldestIncomplete, "oldestIncomplete");
    }

    /** Lag, less what is done above the committed offset; gaps in the offsets count as jobs. */
    public long backlogJobs() {
      return incompleteCount + Math.max(0, endOffset.orElse(position) - position);
    }

    boolean isHeldBackBy(JobView job) {
      return topic.equals(job.topic())
          && partition == job.partition()
          && oldestIncomplete.filter(lowest -> lowest.offset() == job.offset()).isPresent();
    }
  }

  /**
   * One job in flight. Immutable.
   *
   * @param jobId known once the job has been read
   * @param stage where it is, such as {@code queued} or {@code running}
   * @param admittedNanos when it was admitted
   * @param attempt 1 at the first run
   */
  public record JobView(
      String topic,
      int partition,
      long offset,
      Optional<String> jobId,
      String stage,
      long admittedNanos,
      int attempt) {

    public JobView {
      Objects.requireNonNull(topic, "topic");
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(stage, "stage");
    }
  }
}
