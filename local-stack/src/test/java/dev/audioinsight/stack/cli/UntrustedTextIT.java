package dev.audioinsight.stack.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.audioinsight.cli.Main;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a text of a stranger's that steers a terminal, runs in a browser or a spreadsheet, or
 * makes lines of its own. It comes as job id, record key, name of a file, URI, metadata and message
 * of a failure, and leaves by every exit. The status page and the log have tests of their own.
 */
class UntrustedTextIT extends CliIT {
  private static final String STEERING =
      "\u001b]0;owned\u0007\u001b[2J\u009b31m\r\nforged line\u2028\u202Egnp.exe\u2066";
  private static final String HOSTILE = "=cmd|' /C calc'!A0<script>alert(1)</script>" + STEERING;

  /** What a job's id may hold: all but control characters. */
  private static final String JOB_ID = "=cmd|' /C calc'!A0<script>alert(1)</script>\u202Egnp.exe";

  @TempDir Path folder;

  @BeforeEach
  void answerHostileJobs() throws Exception {
    sender.send(JOB_ID, 0, Map.of("note", HOSTILE, "<script>" + STEERING, "x"));
    sender.sendRaw(0, HOSTILE.getBytes(UTF_8), invalidJob());
    assertThat(run("status")).isEqualTo(1);
    assertHarmless("status", output());
    assertThat(run("status", "--json")).isEqualTo(1);
    assertHarmless("status --json", output());
    opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(bootstrapServers(), Map.of()), 2, "test/in-process", "test"),
            (job, cancellation) -> {
              throw new JobFailedException(ErrorCode.INTERNAL, HOSTILE);
            }));
    reader.awaitRecords(2, LIMIT);
  }

  @Test
  void shouldKeepItHarmlessInTablesOfAnyKind() throws Exception {
    Path file = Files.writeString(folder.resolve(fileName()), "x");

    assertThat(run("submit", "--wait", file.toString(), "http://h/%1b%5d0;x%07%0aa.wav"))
        .as(err.toString())
        .isEqualTo(1);
    String table = output();
    assertThat(table.lines()).hasSize(3);
    assertHarmless("submit", table);
    assertThat(run("watch", "--from-beginning", "--no-follow")).isZero();
    assertThat(out.toString().lines()).hasSize(5);
    assertHarmless("watch", output());
    assertThat(run("replay", "--all", "--dry-run", "--group", topics.group() + "-r")).isZero();
    assertHarmless("replay", output());
    assertThat(run("submit", file + "-none")).isEqualTo(2);
    assertThat(run("submit", "--manifest", manifest().toString())).isEqualTo(2);
    assertHarmless("messages", err.toString());
  }

  @Test
  void shouldSayTheSameInJsonWithoutSteering() throws Exception {
    Path file = Files.writeString(folder.resolve(fileName()), "x");

    assertThat(run("submit", "--json", file.toString())).isZero();
    String sent = output();
    assertHarmless("submit --json", sent);
    assertThat(json(sent).get("name").textValue()).isEqualTo(file.toString());
    assertThat(run("watch", "--since", "1h", "--count", "1", "--job-id", "*calc*", "--json"))
        .isZero();
    String line = output();
    assertHarmless("watch --json", line);
    assertThat(line.lines()).hasSize(1);
    assertThat(json(line).at("/error/message").textValue())
        .startsWith("=cmd|' /C calc'!A0<script>");
    assertThat(json(line).at("/metadata/note").textValue()).isEqualTo(HOSTILE);
  }

  @Test
  void shouldKeepItHarmlessInSpreadsheetsAndTimelines() throws Exception {
    for (String format : List.of("csv", "rttm", "webvtt", "json", "table")) {
      Path files = folder.resolve(format);
      assertThat(
              run(
                  "watch",
                  "--from-beginning",
                  "--no-follow",
                  "--format",
                  format,
                  "--output",
                  files.toString()))
          .as(err.toString())
          .isZero();
      try (Stream<Path> written = Files.exists(files) ? Files.list(files) : Stream.empty()) {
        for (Path file : written.toList()) {
          assertThat(file.getFileName().toString()).matches("[A-Za-z0-9._%=-]+");
          assertHarmless(format, Files.readString(file));
        }
      }
    }
    assertHarmless("what a time line cannot say", err.toString());
    assertThat(run("watch", "--from-beginning", "--no-follow", "--format", "csv")).isZero();
    String csv = output();
    assertHarmless("csv", csv);
    List<CSVRecord> rows = CSVFormat.RFC4180.parse(new StringReader(csv)).getRecords();
    assertThat(rows).hasSize(3);
    for (CSVRecord row : rows) {
      assertThat(row.toList()).noneMatch(cell -> cell.matches("(?s)[=+@\\t\\r].*|-[^0-9].*"));
    }
  }

  @Test
  void shouldKeepItInTheDataOfTheReport() throws Exception {
    assertThat(run("watch", "--from-beginning", "--no-follow", "--json")).isZero();
    Path results = Files.writeString(folder.resolve("results.jsonl"), output());
    Path page = folder.resolve("report.html");

    int exit =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("report", results.toString(), "-o", page.toString());

    assertThat(exit).as(err.toString()).isZero();
    String html = Files.readString(page);
    assertHarmless("report", html);
    assertThat(html).doesNotContain("<script>alert").contains("\\u003cscript>alert(1)");
  }

  /** No character by which a terminal could be steered, and no line that a stranger began. */
  private static void assertHarmless(String exit, String text) {
    assertThat(text.codePoints().filter(c -> c != '\n' && c != '\r').boxed())
        .as(exit + ":\n" + text)
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    assertThat(text.replace("\r\n", "\n")).as(exit).doesNotContain("\r", "\u2028");
    assertThat(text.lines()).as(exit).noneMatch(line -> line.startsWith("forged line"));
  }

  private static byte[] invalidJob() throws Exception {
    return new ObjectMapper()
        .writeValueAsBytes(Map.of("jobId", HOSTILE, HOSTILE, 1, "metadata", HOSTILE));
  }

  private static String fileName() {
    return "=cmd<script>\u001b]0;x\u0007\nforged line.wav";
  }

  private Path manifest() throws Exception {
    return Files.writeString(folder.resolve("jobs.csv"), "file\n\"" + fileName() + "?\"\n");
  }

  private static JsonNode json(String line) throws Exception {
    return new ObjectMapper().readTree(line);
  }
}
