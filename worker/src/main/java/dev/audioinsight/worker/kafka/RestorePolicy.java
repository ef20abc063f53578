package dev.audioinsight.worker.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
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
   * The progress of a partition.
   *
   * @param committed null where nothing is committed
   * @throws FatalWorkerException if the metadata cannot be read and that is not accepted
   */
  Progress progress(
      TopicPartition partition, OffsetAndMetadata committed, long beginning, long end) {
    if (committed == null) {
      return Progress.upTo(startAt == StartAt.EARLIEST ? beginning : end);
    }
    if (committed.offset() > end) {
      log.warn(
          "{}: the committed offset {} lies past the log's end {} (was the topic made anew?); going"
              + " on at its beginning {}",
          partition,
          committed.offset(),
          end,
          beginning);
      return Progress.upTo(beginning);
    }
    try {
      Progress progress = CommitMetadata.decode(committed.offset(), committed.metadata());
      if (progress.top() > end) {
        throw new UnreadableMetadataException("it names offsets past the log's end " + end);
      }
      return withoutVanished(partition, progress, beginning);
    } catch (UnreadableMetadataException e) {
      return unreadable(partition, committed.offset(), Math.max(beginning, committed.offset()), e);
    }
  }

  /**
   * What is known to be done, of a partition whose records are being worked on.
   *
   * @param committed null where nothing is committed
   * @throws FatalWorkerException if the metadata cannot be read and that is not accepted
   */
  Progress confirmed(TopicPartition partition, OffsetAndMetadata committed) {
    if (committed == null) {
      return Progress.upTo(0);
    }
    try {
      return CommitMetadata.decode(committed.offset(), committed.metadata());
    } catch (UnreadableMetadataException e) {
      return unreadable(partition, committed.offset(), committed.offset(), e);
    }
  }

  /** Retention may have removed records that were never answered; that is said, once. */
  private static Progress withoutVanished(
      TopicPartition partition, Progress progress, long beginning) {
    if (progress.base() >= beginning) {
      return progress;
    }
    log.warn(
        "{}: records from the committed offset {} up to {} were removed before they were answered",
        partition,
        progress.base(),
        beginning);
    return new Progress(
        Math.max(progress.top(), beginning),
        progress.incomplete().tailMap(beginning, true),
        progress.mark().withoutItsBase());
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
