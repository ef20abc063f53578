package dev.audioinsight.worker.engine;

import java.util.function.Supplier;

/** What a ticket needs next, as the step before it has found out. Immutable. */
sealed interface Step {

  /** Nothing: this is the answer. */
  record Done(Answer answer) implements Step {}

  /**
   * A fetch, by a thread that may wait. Until it begins, the job has not begun.
   *
   * @param fetch never throws for what lies in the job
   */
  record ToFetch(Supplier<Step> fetch) implements Step {}

  /**
   * An inference thread, for what was fetched.
   *
   * @param analyse to be called once: it gives back what the fetch holds; quick if the job is
   *     cancelled
   */
  record ToAnalyse(Supplier<Answer> analyse) implements Step {}
}
