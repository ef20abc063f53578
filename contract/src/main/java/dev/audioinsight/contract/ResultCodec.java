package dev.audioinsight.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Turns results into JSON and back. Thread-safe. */
public final class ResultCodec {
  private ResultCodec() {}

  /** Writes a result as one line of JSON in UTF-8. */
  public static byte[] encode(Result result) {
    try {
      return Json.MAPPER.writeValueAsBytes(result);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a result; unknown fields are ignored.
   *
   * @param value the record's value; may be null
   * @throws IOException if it is not a result
   */
  public static Result decode(byte[] value) throws IOException {
    if (value == null) {
      throw new IOException("the record has no value");
    }
    Result result = read(value);
    if (result == null) {
      throw new IOException("the record is null");
    }
    return result;
  }

  private static Result read(byte[] value) throws IOException {
    try {
      return Json.MAPPER.readValue(value, Result.class);
    } catch (NumberFormatException e) {
      throw new IOException("a number is out of range", e);
    }
  }
}
