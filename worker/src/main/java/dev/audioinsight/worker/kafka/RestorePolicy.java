package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.StampedMetadata;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.observe.BrokerTrouble;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a partition goes on: at its committed offset, with the metadata that names what is
 * incomplete above. Nothing is decided silently. Immutable.
 *
 * @param startAt where a group without a committed offset begins
 * @param acceptUnreadable whether to go on without the metadata where it cannot be read; jobs above
 *     the committed offset may then be answered a second time
 */
record RestorePolicy(StartAt startAt, boolean acceptUnreadable) {
  private static final Logger log = LoggerFactory.getLogger(RestorePolicy.class);

  /** Where a new group begins. */
  enum StartAt {
    EARLIEST,
    LATEST
  }

  /**
   * What a partition's log holds: the offsets from beginning on, below end; that is the last stable
   * offset, or the log's own end where the committed offset lies past the former. Immutable.
   */
  record Extent(long beginning, long end) {}

  /**
   * Where the partition goes on.
   *
   * @param committed null where nothing is committed
   * @param topic the id of the topic that is there, if the broker tells
   * @throws FatalWorkerException if the metadata cannot be read and that is not accepted
   */
  Restored restored(
      TopicPartition partition, OffsetAndMetadata committed, Extent log, Optional<Uuid> topic) {
    if (committed == null) {
      return Restored.quietly(
          Progress.upTo(startAt == StartAt.EARLIEST ? log.beginning() : log.end()));
    }
    StampedMetadata metadata = StampedMetadata.read(committed.metadata());
    long offset = committed.offset();
    Optional<String> id = topic.map(Uuid::toString);
    if (metadata.isOfAnother(id)) {
      return ofAnotherTopic(partition, offset, log);
    }
    if (offset > log.end() && !metadata.isOf(id)) {
      return pastTheEnd(partition, offset, log);
    }
    if (metadata.progress().isEmpty()) {
      return reset(partition, offset, log);
    }
    try {
      Progress progress = CommitMetadata.decode(offset, metadata.progress());
      if (progress.top() <= log.end()) {
        return withoutVanished(partition, progress, log);
      }
      if (metadata.isOf(id)) {
        return withoutLost(partition, progress, log);
      }
      throw new UnreadableMetadataException("it names offsets past the log's end " + log.end());
    } catch (UnreadableMetadataException e) {
      return Restored.quietly(unreadable(partition, offset, Math.max(log.beginning(), offset), e));
    }
  }

  /**
   * What is known to be done, of a partition whose records are being worked on.
   *
   * @param committed null where nothing is committed
   * @param topic the id of the topic whose records they are, if it is known
   * @throws FatalWorkerException if the metadata cannot be read and that is not accepted
   */
  Progress confirmed(TopicPartition partition, OffsetAndMetadata committed, Optional<Uuid> topic) {
    if (committed == null) {
      return Progress.upTo(0);
    }
    StampedMetadata metadata = StampedMetadata.read(committed.metadata());
    if (metadata.isOfAnother(topic.map(Uuid::toString))) {
      return Progress.upTo(0);
    }
    try {
      return CommitMetadata.decode(committed.offset(), metadata.progress());
    } catch (UnreadableMetadataException e) {
      return unreadable(partition, committed.offset(), committed.offset(), e);
    }
  }

  private static Restored ofAnotherTopic(TopicPartition partition, long offset, Extent log) {
    return Restored.after(
        BrokerTrouble.TOPIC_RECREATED,
        Progress.upTo(log.beginning()),
        partition
            + ": the committed offset "
            + offset
            + " belongs to a topic of this name that was deleted; going on at the beginning "
            + log.beginning()
            + " of the one that is there");
  }

  private static Restored pastTheEnd(TopicPartition partition, long offset, Extent log) {
    return Restored.after(
        BrokerTrouble.OFFSET_OUT_OF_RANGE,
        Progress.upTo(log.beginning()),
        partition
            + ": the committed offset "
            + offset
            + " lies past the log's end "
            + log.end()
            + ", and nothing tells that it was made for this log; going on at its beginning "
            + log.beginning());
  }

  /** Whoever commits without metadata asks for all that comes from there on. */
  private static Restored reset(TopicPartition partition, long offset, Extent log) {
    long start = Math.min(log.end(), Math.max(log.beginning(), offset));
    return Restored.after(
        BrokerTrouble.OFFSETS_RESET,
        Progress.upTo(start),
        partition
            + ": the committed offset "
            + offset
            + " was set by somebody else than a worker; all jobs from "
            + start
            + " on are analysed, whether or not they were before");
  }

  /** Retention may have removed records that were never answered; that is said, once. */
  private static Restored withoutVanished(TopicPartition partition, Progress progress, Extent log) {
    long beginning = log.beginning();
    if (progress.base() >= beginning) {
      return Restored.quietly(progress);
    }
    Progress left =
        new Progress(
            Math.max(progress.top(), beginning),
            progress.incomplete().tailMap(beginning, true),
            progress.mark().withoutItsBase());
    return Restored.after(
        BrokerTrouble.OFFSET_OUT_OF_RANGE,
        left,
        partition
            + ": records from the committed offset "
            + progress.base()
            + " up to "
            + beginning
            + " were removed before they were answered");
  }

  /** The log is the same and ends earlier: a replica that lacked its tail became the leader. */
  private static Restored withoutLost(TopicPartition partition, Progress progress, Extent log) {
    Progress left =
        new Progress(
            log.end(),
            progress.incomplete().headMap(log.end(), false).tailMap(log.beginning(), true),
            progress.mark().withoutItsBase());
    return Restored.after(
        BrokerTrouble.OFFSET_OUT_OF_RANGE,
        left,
        partition
            + ": the log has lost records that were polled, from "
            + log.end()
            + " up to "
            + progress.top()
            + "; going on at "
            + left.base());
  }

  private Progress unreadable(
      TopicPartition partition, long offset, long start, UnreadableMetadataException e) {
    String what =
        partition
            + ": the metadata of the committed offset "
            + offset
            + " cannot be read: "
            + e.getMessage();
    if (!acceptUnreadable) {
      throw new FatalWorkerException(
          what
              + "; going on could answer jobs twice: allow it with --accept-unreadable-metadata, or"
              + " reset the group's offsets");
    }
    log.warn("{}; jobs above it may be answered again", what);
    return Progress.upTo(start);
  }
}
