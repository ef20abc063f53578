package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command {@code evaluate} on real meetings, where the shared recordings are at hand. */
class DevelopmentSetTest {
  private static final Path MANIFEST = Path.of("..", "..", "shared", "data", "dev", "manifest.csv");

  @Test
  void shouldFindMostSpeechOfRealMeetings() {
    assumeTrue(Files.exists(MANIFEST), "the shared recordings are not here");
    StringWriter out = new StringWriter();

    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("evaluate", "--models", "../models", MANIFEST.toString());

    assertThat(exit).isZero();
    Matcher total = Pattern.compile("\\*\\*all 5\\*\\* \\| ([0-9.]+) \\|").matcher(out.toString());
    assertThat(total.find()).as(out.toString()).isTrue();
    // The reference counts pauses inside a turn as speech: no VAD of the report is over 0.85 here.
    assertThat(Double.parseDouble(total.group(1))).isGreaterThan(0.78);
    assertThat(out.toString()).contains("within one");
  }
}
