package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a name of a stranger's that leads out of the folder, or over another's file. */
class ResultOutputTest {
  private static final Result CALL = Results.of("call", new Speakers.Turn(0, 1_000, "S1"));

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @EnumSource(ResultFormat.class)
  void shouldWriteTheSameToAFileAsToAStream(ResultFormat format) throws IOException {
    output(format, Optional.empty()).write("call", CALL);
    output(format, Optional.of(folder.resolve("new"))).write("call", CALL);

    List<Path> files = files(folder.resolve("new"));
    assertThat(files).hasSize(1);
    String text = Files.readString(files.get(0));
    assertThat(text).isEqualTo(format.text(12).head() + format.text(12).of("call", CALL));
    assertThat(out.toString()).isEqualTo(text);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../out", "..", ".", "", "/etc/passwd", "a/../../b", "a\\b", "\u0000", "\ud800"})
  void shouldStayInItsFolder(String name) throws IOException {
    Path inner = folder.resolve("inner");

    output(ResultFormat.RTTM, Optional.of(inner)).write(name, CALL);

    assertThat(files(folder)).hasSize(1);
    assertThat(files(inner)).hasSize(1);
    assertThat(files(inner).get(0).getFileName().toString()).doesNotStartWith("..");
  }

  @Test
  void shouldKeepTwoNamesApartThatDifferAtTheirEndOrInTheirMarks() throws IOException {
    ResultOutput output = output(ResultFormat.WEBVTT, Optional.of(folder));

    output.write("\u00e4".repeat(250) + "1", CALL);
    output.write("\u00e4".repeat(250) + "2", CALL);
    output.write("a b", CALL);
    output.write("a%20b", CALL);

    assertThat(files(folder))
        .hasSize(4)
        .allSatisfy(file -> assertThat(file.getFileName().toString()).hasSizeLessThan(255));
  }

  @Test
  void shouldNameAFailureAsideAndWriteNoTimelineOfIt() throws IOException {
    output(ResultFormat.RTTM, Optional.of(folder)).write("a\nb", Results.failed("call-7", "gone"));

    assertThat(files(folder)).isEmpty();
    assertThat(err.toString()).isEqualTo("a\uFFFDb: FETCH_FAILED: gone" + System.lineSeparator());
  }

  @Test
  void shouldMarkARecordingThatWasCutShortInTheTable() {
    assertThat(new ResultTable(12).row("call", CALL)).endsWith("  cut short");
  }

  private ResultOutput output(ResultFormat format, Optional<Path> to) {
    return new ResultOutput(format, 12, to, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
