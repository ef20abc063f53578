package dev.audioinsight.stack.chaos;

import java.util.List;

/**
 * What the checker found. Immutable.
 *
 * @param jobs how many were sent
 * @param lost jobs without an answer
 * @param duplicates jobs with more than one, and how many
 * @param wrong answers that are not what the job should be answered
 */
record Verdict(int jobs, List<String> lost, List<String> duplicates, List<String> wrong) {
  private static final int EXAMPLES = 5;

  Verdict {
    lost = List.copyOf(lost);
    duplicates = List.copyOf(duplicates);
    wrong = List.copyOf(wrong);
  }

  boolean isGood() {
    return lost.isEmpty() && duplicates.isEmpty() && wrong.isEmpty();
  }

  @Override
  public String toString() {
    return jobs
        + " jobs"
        + some(", lost ", lost)
        + some(", duplicate ", duplicates)
        + some(", wrong ", wrong);
  }

  private static String some(String what, List<String> found) {
    String examples =
        found.isEmpty() ? "" : " " + found.subList(0, Math.min(EXAMPLES, found.size()));
    return what + found.size() + examples;
  }
}
