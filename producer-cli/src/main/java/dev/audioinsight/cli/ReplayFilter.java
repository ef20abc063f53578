package dev.audioinsight.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are chosen; each condition that is given must hold. Immutable.
 *
 * @param codes any of these; empty for all
 * @param jobIds any of these; empty for all
 * @param olderThan dead for at least so long
 * @param newerThan dead for less than so long
 * @param now what ages are counted from
 */
record ReplayFilter(
    Set<String> codes,
    Set<String> jobIds,
    Optional<Duration> olderThan,
    Optional<Duration> newerThan,
    Instant now) {

  ReplayFilter {
    codes = Set.copyOf(codes);
    jobIds = Set.copyOf(jobIds);
  }

  boolean chooses(DeadLetter letter) {
    Duration age = age(letter);
    return (codes.isEmpty() || letter.code().filter(codes::contains).isPresent())
        && (jobIds.isEmpty() || jobIds.contains(letter.jobId()))
        && olderThan.filter(limit -> age.compareTo(limit) < 0).isEmpty()
        && newerThan.filter(limit -> age.compareTo(limit) >= 0).isEmpty();
  }

  Duration age(DeadLetter letter) {
    return Duration.between(letter.since(), now);
  }
}
