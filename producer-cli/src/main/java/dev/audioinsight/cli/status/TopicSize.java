package dev.audioinsight.cli.status;

/**
 * A topic and how much is in it. Immutable.
 *
 * @param name of the topic
 * @param partitions how many it has; 0 where there is no such topic
 * @param offsets from the first record to the last; records, and what transactions leave
 */
record TopicSize(String name, int partitions, long offsets) {}
