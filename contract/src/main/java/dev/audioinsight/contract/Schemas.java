package dev.audioinsight.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas (draft 2020-12) of the messages, as text. Thread-safe. */
public final class Schemas {
  private Schemas() {}

  /** What a job must hold to be accepted. */
  public static String job() {
    return read("job.schema.json");
  }

  /** What the headers of a record say that carries the audio itself; each header as text. */
  public static String jobHeaders() {
    return read("job-headers.schema.json");
  }

  /** What every result holds. */
  public static String result() {
    return read("result.schema.json");
  }

  private static String read(String name) {
    try (InputStream in = Schemas.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
