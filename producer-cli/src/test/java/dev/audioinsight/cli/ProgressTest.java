package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a line that wraps, and so scrolls; escapes in a file that was to hold plain lines. */
class ProgressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "60|5/10 [==============              ] 1:00 of audio, 0:07 left",
        "40|5/10 [====    ] 1:00 of audio, 0:07 left",
        "33|5/10 1:00 of audio, 0:07 left",
        "20|5/10",
        "3|5/1",
      })
  void shouldNeverBeWiderThanItsPlace(int columns, String line) {
    String drawn = Progress.line(5, 10, "1:00 of audio, 0:07 left", columns);

    assertThat(drawn).isEqualTo(line);
    assertThat(drawn.length()).isLessThanOrEqualTo(columns);
  }

  @Test
  void shouldStayInItsPlaceWhateverIsCounted() {
    assertThat(Progress.line(12, 10, null, 30)).isEqualTo("12/10 [" + "=".repeat(21) + "] ");
    assertThat(Progress.line(0, 0, null, 20)).isEqualTo("0/0 [" + "=".repeat(13) + "] ");
  }

  @Test
  void shouldTellOfTheEndInAPlainLineWhereNobodyLooks() {
    StringWriter err = new StringWriter();
    try (Progress progress = new Progress(3, 1, false, new PrintWriter(err))) {
      progress.answered(failed(new AudioInfo(61_000, 8_000, 1, "wav", "0".repeat(64))));
      progress.answered(failed(null));
    }

    assertThat(err.toString()).isEqualTo("3 of 3 answered, 1:01 of audio, 0:00 left\n");
  }

  @Test
  void shouldWriteTimesAsPeopleDo() {
    assertThat(Progress.text(0)).isEqualTo("0:00");
    assertThat(Progress.text(59_600)).isEqualTo("1:00");
    assertThat(Progress.text(3_727_000)).isEqualTo("1:02:07");
  }

  private static Result failed(AudioInfo audio) {
    return new Result.Failed(
        "job", new JobError(ErrorCode.TOO_LONG, "", false), audio, null, null, null, null);
  }
}
