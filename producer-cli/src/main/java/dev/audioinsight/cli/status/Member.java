package dev.audioinsight.cli.status;

import java.util.List;

/**
 * A worker of the group. Immutable.
 *
 * @param name as the group knows it
 * @param host where it connects from
 * @param partitions of the jobs topic that it has
 */
record Member(String name, String host, List<Integer> partitions) {
  Member {
    partitions = List.copyOf(partitions);
  }
}
