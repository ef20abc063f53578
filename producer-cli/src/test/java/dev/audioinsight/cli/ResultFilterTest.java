package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Feared: a result that a person waits for, and a filter holds back. */
class ResultFilterTest {
  @ParameterizedTest
  @CsvSource({
    "call-*, call-1, true",
    "call-?, call-1, true",
    "call-?, call-12, false",
    "call-1, call-12, false",
    "*, anything, true",
    "a.b, axb, false",
    "'[a]*(', '[a] (', true",
    "?, 🙂, true",
  })
  void shouldReadStarsAndQuestionMarksAndNothingElse(String glob, String id, boolean matches) {
    assertThat(ResultFilter.matches(glob, id)).isEqualTo(matches);
  }

  @Test
  void shouldAskForAllThatIsGiven() {
    ResultFilter filter =
        CommandLine.populateCommand(
            new ResultFilter(), "--job-id", "a*", "--status", "FAILED", "--code", "NOT_FOUND");

    assertThat(filter.chooses(failed("a1", ErrorCode.NOT_FOUND))).isTrue();
    assertThat(filter.chooses(failed("b1", ErrorCode.NOT_FOUND))).isFalse();
    assertThat(filter.chooses(failed("a1", ErrorCode.INTERNAL))).isFalse();
    assertThat(new ResultFilter().chooses(failed("b1", ErrorCode.INTERNAL))).isTrue();
  }

  private static Result failed(String jobId, ErrorCode code) {
    return new Result.Failed(jobId, new JobError(code, "", false), null, null, null, null, null);
  }
}
