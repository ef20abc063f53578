package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Feared: a command that says all is well and whose results are nowhere. */
class LostOutputTest {
  private static final File FULL = new File("/dev/full");

  @Test
  void shouldFailWhereTheDiskIsFull() throws Exception {
    assumeTrue(FULL.exists(), "there is no " + FULL + " here");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--help")
            .redirectOutput(FULL)
            .start();

    String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(told).contains("the output cannot be written: ");
  }
}
