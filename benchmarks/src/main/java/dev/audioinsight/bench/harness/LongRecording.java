package dev.audioinsight.bench.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Recordings of any length, made of the project's samples: 16 kHz, mono, 16 bits. */
public final class LongRecording {
  private static final int HEADER = 44;
  private static final int BYTES_PER_SECOND = 32_000;
  private static final List<String> ROUND =
      List.of(
          "two-voices-room-25db",
          "one-voice-fan-10db",
          "three-voices-room-20db",
          "one-voice-street-5db");

  private LongRecording() {}

  /**
   * Writes one.
   *
   * @param from where in the round of samples it begins, in seconds
   */
  public static void write(Path file, int from, int seconds) throws IOException {
    byte[] round = round();
    int length = seconds * BYTES_PER_SECOND;
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header(length));
      int at = (int) ((long) from * BYTES_PER_SECOND % round.length);
      for (int left = length; left > 0; at = 0) {
        int count = Math.min(left, round.length - at);
        out.write(round, at, count);
        left -= count;
      }
    }
  }

  private static byte[] round() throws IOException {
    ByteArrayOutputStream round = new ByteArrayOutputStream();
    for (String sample : ROUND) {
      byte[] bytes = Files.readAllBytes(Home.samples().resolve(sample + ".wav"));
      round.write(bytes, HEADER, bytes.length - HEADER);
    }
    return round.toByteArray();
  }

  private static byte[] header(int length) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + length);
    header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    header.putShort((short) 1).putShort((short) 1).putInt(16_000).putInt(BYTES_PER_SECOND);
    header.putShort((short) 2).putShort((short) 16);
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(length);
    return header.array();
  }
}
