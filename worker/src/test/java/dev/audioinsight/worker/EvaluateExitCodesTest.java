package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a build that is green though nothing was measured. */
class EvaluateExitCodesTest {
  private static final Path TONE = Path.of("../samples/tone.wav").toAbsolutePath();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureTheOthersAndFailWhereAFileFails() throws IOException {
    assertThat(evaluate("file,speakers\n" + TONE + ",0\n")).isZero();

    assertThat(evaluate("file,speakers\nnope.wav,1\n" + TONE + ",0\n")).isEqualTo(1);

    assertThat(out.toString()).contains("| nope.wav | NOT_FOUND |").contains("| tone.wav |");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|names no recording",
        "'file,speakers\n'|names no recording",
        "'file,speakers\na.wav,1\nb.wav,one\n'|m.csv, line 3: ",
        "'name\na.wav\n'|m.csv, line 2: ",
        "'file,,speakers\n'|is no manifest: ",
        "'file\n\"a\" b.wav\n'|is no manifest: "
      })
  void shouldSayWhatIsWrongWithAManifestAndWhere(String text, String told) throws IOException {
    assertThat(evaluate(text)).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains(told).contains("m.csv");
  }

  @Test
  void shouldSayThatThereIsNoManifest() {
    Path missing = folder.resolve("nope.csv");

    assertThat(run(missing)).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("there is no manifest " + missing);
  }

  private int evaluate(String manifest) throws IOException {
    return run(Files.writeString(folder.resolve("m.csv"), manifest));
  }

  private int run(Path manifest) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute("evaluate", "--models", "../models", manifest.toString());
  }
}
