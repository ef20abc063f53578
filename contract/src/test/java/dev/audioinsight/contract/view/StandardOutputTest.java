package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Feared: results that are lost on a full disk, and a script that goes on. */
class StandardOutputTest {
  private final StringWriter err = new StringWriter();

  @Test
  void shouldFailACommandWhoseOutputIsLost() {
    assertThat(exitCode(0, "No space left on device")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly("audio-insight: the output cannot be written: No space left on device");
  }

  @Test
  void shouldLeaveTheCodeOfACommandWhoseReaderHasGone() {
    assertThat(exitCode(0, "Broken pipe")).isZero();
    assertThat(exitCode(3, "Broken pipe")).isEqualTo(3);

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldWriteUtf8() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput output = new StandardOutput(bytes);

    output.writer().println("Müller");

    assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("Müller");
    assertThat(output.exitCode(1, new PrintWriter(err, true))).isEqualTo(1);
  }

  private int exitCode(int code, String failure) {
    StandardOutput output = new StandardOutput(failing(failure));
    PrintWriter out = output.writer();
    out.println("a result");
    out.flush();
    return output.exitCode(code, new PrintWriter(err, true));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
