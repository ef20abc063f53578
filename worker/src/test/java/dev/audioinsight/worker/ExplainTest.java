package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private static final String SAMPLE = "../samples/two-voices-room-25db.wav";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldSayHowTheNumberOfSpeakersCameAbout() {
    assertThat(analyze("--explain")).isZero();

    assertThat(out.toString()).containsPattern("s of speech, \\d+ clusters; 2 with probability");
    assertThat(out.toString()).containsPattern("voices: \\d+\\.\\d s, \\d+\\.\\d s");
  }

  @Test
  void shouldKeepJsonCleanOfIt() {
    assertThat(analyze("--explain", "--json")).isZero();

    assertThat(out.toString().strip()).startsWith("{").endsWith("}").hasLineCount(1);
    assertThat(err.toString()).contains("voices:");
  }

  @Test
  void shouldSayNothingUnasked() {
    assertThat(analyze()).isZero();

    assertThat(out.toString()).doesNotContain("voices:");
  }

  private int analyze(String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "analyze";
    args[1] = "--models";
    args[2] = "../models";
    args[3] = SAMPLE;
    System.arraycopy(options, 0, args, 4, options.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
