package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import java.util.Optional;

/** Results in one format, as text. Implementations are thread-safe. */
interface ResultText {
  /** What stands before the first result, with its line ends; often nothing. */
  default String head() {
    return "";
  }

  /**
   * One result, with its line ends; empty where the format has nothing for it.
   *
   * @param name of the recording, as its reader knows it
   */
  String of(String name, Result result);

  /** What the format cannot say of a result, in one line for a person. */
  default Optional<String> unsaid(String name, Result result) {
    return Optional.empty();
  }
}
