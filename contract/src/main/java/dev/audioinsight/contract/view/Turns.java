package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The turns of a result for formats that hold nothing else. Thread-safe. */
final class Turns {
  private Turns() {}

  /** In order of time; none where nobody speaks or nobody was asked for. */
  static List<Speakers.Turn> of(Result result) {
    return result instanceof Result.Completed done && done.speakers() != null
        ? done.speakers().segments().stream()
            .sorted(Comparator.comparingLong(Speakers.Turn::startMs))
            .toList()
        : List.of();
  }

  /** Why a result has no turns that is no silence. */
  static Optional<String> unsaid(String name, Result result) {
    if (result instanceof Result.Failed failed) {
      return Optional.of(name + ": " + failed.error().code() + ": " + failed.error().message());
    }
    return ((Result.Completed) result).speakers() == null
        ? Optional.of(name + ": its job did not ask for speakers")
        : Optional.empty();
  }
}
