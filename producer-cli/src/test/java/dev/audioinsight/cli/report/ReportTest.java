package dev.audioinsight.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.audioinsight.cli.Main;
import dev.audioinsight.testing.Browser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Feared: a sender's text that runs in a reader's browser; results that a page leaves out. */
class ReportTest {
  private static final String HOSTILE =
      "</script><script>document.title='owned'</script><!-- <img src=x onerror=alert(1)>";
  private static final String CALL =
      "{\"jobId\":\"call-1\",\"status\":\"ok\",\"audio\":{\"durationMs\":60000,\"sampleRateHz\":16000,"
          + "\"channels\":1,\"format\":\"wav\",\"sha256\":\""
          + "0".repeat(64)
          + "\"},\"speech\":{\"durationMs\":30000,"
          + "\"ratio\":0.5,\"segments\":[]},\"snr\":{\"db\":17.4,\"interval90Db\":[15.9,18.8],"
          + "\"method\":\"neural\",\"clippedRatio\":0.0},\"speakers\":{\"count\":2,\"confidence\":0.87,"
          + "\"distribution\":{\"2\":1.0},\"segments\":["
          + "{\"startMs\":0,\"endMs\":10000,\"speaker\":\"S1\"},"
          + "{\"startMs\":10000,\"endMs\":30000,\"speaker\":\"S2\"}],\"talkShare\":{}}}";

  @TempDir Path folder;

  @Test
  void shouldShowTheLastResultOfEachJob() throws Exception {
    Run run = report(CALL.replace("17.4", "3.2"), "", CALL, failed("call-2", "no such file"));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("2 results");
    JsonNode rows = run.data();
    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/snr").doubleValue()).isEqualTo(17.4);
    assertThat(rows.at("/0/turns").toString()).isEqualTo("[[0,10000,0],[10000,30000,1]]");
    assertThat(rows.at("/1/code").textValue()).isEqualTo("NOT_FOUND");
  }

  @Test
  void shouldSayWhichLinesAreNoResults() throws Exception {
    Run run = report(CALL, "no json", "{\"jobId\":1}");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("2 lines are no results; line 2: Unrecognized token 'no'");
    assertThat(run.data()).hasSize(1);
  }

  @Test
  void shouldLeaveAnOldPageWhereTheResultsCannotBeRead() throws Exception {
    Path page = Files.writeString(folder.resolve("page.html"), "old");

    StringWriter err = new StringWriter();
    int exitCode =
        commandLine(err)
            .execute("report", folder.resolve("none").toString(), "-o", page.toString());

    assertThat(exitCode).isEqualTo(2);
    assertThat(Files.readString(page)).isEqualTo("old");
  }

  @Test
  void shouldKeepASendersTextInTheData() throws Exception {
    Run run = report(failed(HOSTILE, HOSTILE));

    assertThat(run.data().at("/0/id").textValue()).isEqualTo(HOSTILE);
    assertThat(run.page()).doesNotContain("owned'</script>", "<img");
    assertThat(run.page().split("</script>", -1)).hasSize(3);
  }

  @Test
  @Timeout(120)
  void shouldShowItAllInABrowserAndRunNothingElse() throws Exception {
    Run run = report(CALL, failed(HOSTILE, HOSTILE));

    Browser.Page page = Browser.open(run.path().toUri(), folder);

    assertThat(page.dom())
        .contains("<title>audio-insight report</title>")
        .contains("15.9 to 18.8", "87 %", "1 failed", "2 of 2 shown")
        .contains("class=\"voice-1\"")
        .contains("&lt;img src=x");
    assertThat(page.log()).doesNotContain("Refused to", "Uncaught");
  }

  private static String failed(String jobId, String message) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    var json = mapper.createObjectNode().put("jobId", jobId).put("status", "failed");
    json.putObject("error")
        .put("code", "NOT_FOUND")
        .put("message", message)
        .put("retryable", false);
    return json.toString();
  }

  /** What a run of the command left. */
  private record Run(int exitCode, String err, Path path, String page) {
    JsonNode data() throws Exception {
      int start = page.indexOf("type=\"application/json\">") + 24;
      return new ObjectMapper().readTree(page.substring(start, page.indexOf("</script>", start)));
    }
  }

  private Run report(String... lines) throws Exception {
    Path results = Files.write(folder.resolve("results.jsonl"), List.of(lines));
    Path page = folder.resolve("report.html");
    StringWriter err = new StringWriter();
    int exitCode = commandLine(err).execute("report", results.toString(), "-o", page.toString());
    return new Run(exitCode, err.toString(), page, Files.readString(page));
  }

  private static CommandLine commandLine(StringWriter err) {
    return Main.commandLine().setErr(new PrintWriter(err, true));
  }
}
