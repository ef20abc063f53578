package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The command {@code evaluate} on real meetings, where the shared recordings are at hand. */
class DevelopmentSetTest {
  private static final Path MANIFEST = Path.of("..", "..", "shared", "data", "dev", "manifest.csv");

  @Test
  void shouldFindMostSpeechOfRealMeetings() throws Exception {
    assumeTrue(Files.exists(MANIFEST), "the shared recordings are not here");
    StringWriter out = new StringWriter();

    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("evaluate", "--json", "--models", "../models", MANIFEST.toString());

    assertThat(exit).isZero();
    JsonNode all = new ObjectMapper().readTree(out.toString()).get("all");
    assertThat(all.at("/files").asInt()).isEqualTo(5);
    assertThat(all.at("/failed").asInt()).isZero();
    // The reference counts pauses inside a turn as speech: no VAD of the report is over 0.85 here.
    assertThat(all.at("/vad/f1").asDouble()).isGreaterThan(0.78);
    assertThat(all.at("/vad/auc").asDouble()).isGreaterThan(0.9);
    assertThat(all.at("/diarization/der").asDouble()).isBetween(0.0, 0.8);
    assertThat(all.at("/cpuSecondsPerHour").asDouble()).isPositive();
  }
}
