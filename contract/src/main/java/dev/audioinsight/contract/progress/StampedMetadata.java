package dev.audioinsight.contract.progress;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The metadata of a committed offset: the progress as {@link CommitMetadata} writes it and, behind
 * a full stop, the id of the topic that it speaks of (KIP-516).
 *
 * <p>A commit in a transaction knows its topic by name alone, so one that was made for a topic may
 * land on another of that name that was made since. The stamp tells. Immutable.
 *
 * @param topic the id, where it was known
 * @param progress empty after a commit of somebody else than a worker
 */
public record StampedMetadata(Optional<String> topic, String progress) {
  private static final char SEPARATOR = '.';

  /** 128 bits as Kafka writes them: Base64 in the URL alphabet. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  /** Reads what a commit says; what is no stamp is left to {@link CommitMetadata} to refuse. */
  public static StampedMetadata read(String metadata) {
    if (metadata == null) {
      return new StampedMetadata(Optional.empty(), "");
    }
    int end = metadata.lastIndexOf(SEPARATOR);
    if (end >= 0) {
      String topic = metadata.substring(end + 1);
      if (ID.matcher(topic).matches()) {
        return new StampedMetadata(Optional.of(topic), metadata.substring(0, end));
      }
    }
    return new StampedMetadata(Optional.empty(), metadata);
  }

  /** The text to be committed; by construction within Kafka's 4,096 characters. */
  public String write() {
    return topic.map(id -> progress + SEPARATOR + id).orElse(progress);
  }

  /** Whether it speaks of another topic than this one; unknown where one of the ids is. */
  public boolean isOfAnother(Optional<String> current) {
    return topic.isPresent() && current.isPresent() && !topic.equals(current);
  }

  /** Whether it is known to speak of this topic. */
  public boolean isOf(Optional<String> current) {
    return topic.isPresent() && topic.equals(current);
  }
}
