package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import java.util.List;

/** Where a submission writes down how far it is. */
public interface Journal {
  /** Keeps nothing. */
  Journal NONE =
      new Journal() {
        @Override
        public void taken(String jobId, int partition, long offset) {}

        @Override
        public void answered(List<Result> results) {}
      };

  /** The broker has the job, at this place. */
  void taken(String jobId, int partition, long offset);

  /** These answers have come. */
  void answered(List<Result> results);
}
