package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Answer;

/** What the poll thread tells of its work; each call returns at once. Thread-safe. */
public interface WorkerEvents {
  /** A result is confirmed; with its dead letter, if it has one. */
  void answered(Answer answer);

  void transactionCommitted();

  void transactionAborted();

  /** A record is worked on that an earlier owner had begun. */
  void redelivered();

  /** A record was polled again that had been answered before. */
  void skipped();

  /** An answer came for a partition that is no longer assigned. */
  void lateAnswerDropped();

  /** For those who do not listen. */
  WorkerEvents NONE =
      new WorkerEvents() {
        @Override
        public void answered(Answer answer) {}

        @Override
        public void transactionCommitted() {}

        @Override
        public void transactionAborted() {}

        @Override
        public void redelivered() {}

        @Override
        public void skipped() {}

        @Override
        public void lateAnswerDropped() {}
      };
}
