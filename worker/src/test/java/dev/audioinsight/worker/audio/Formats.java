package dev.audioinsight.worker.audio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Files of all formats: those that the project keeps, and the simple ones, written here. */
final class Formats {
  private static final Path FOLDER = Path.of("src", "test", "resources", "audio", "formats");

  /** The end of each GUID of Wave64. */
  private static final String W64_TAIL = "f3acd3118cd100c04f8edb8a";

  private Formats() {}

  /** The names of the files that the project keeps. */
  static List<String> names() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".sh"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] read(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 16-bit samples in AIFF. */
  static byte[] aiff(int rate, int channels, float... values) {
    byte[] data = pcm16(ByteOrder.BIG_ENDIAN, values);
    ByteBuffer out = ByteBuffer.allocate(54 + data.length);
    out.put(ascii("FORM")).putInt(46 + data.length).put(ascii("AIFF"));
    out.put(ascii("COMM")).putInt(18).putShort((short) channels);
    out.putInt(values.length / channels).putShort((short) 16).put(extended(rate));
    out.put(ascii("SSND")).putInt(8 + data.length).putLong(0).put(data);
    return out.array();
  }

  /** An 80-bit float of a whole number. */
  private static byte[] extended(int value) {
    int exponent = 31 - Integer.numberOfLeadingZeros(value);
    return ByteBuffer.allocate(10)
        .putShort((short) (16_383 + exponent))
        .putLong((long) value << (63 - exponent))
        .array();
  }

  /** 16-bit samples in AU. */
  static byte[] au(int rate, int channels, float... values) {
    return au(3, rate, channels, pcm16(ByteOrder.BIG_ENDIAN, values));
  }

  /** Mu-law samples in AU. */
  static byte[] muLawAu(int rate, float... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      int pcm = Math.max(-32_768, Math.min(32_767, Math.round(values[i] * 32_768)));
      data[i] = Wav.compressMu(pcm);
    }
    return au(1, rate, 1, data);
  }

  private static byte[] au(int encoding, int rate, int channels, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(24 + data.length);
    out.put(ascii(".snd")).putInt(24).putInt(data.length);
    out.putInt(encoding).putInt(rate).putInt(channels).put(data);
    return out.array();
  }

  /**
   * 16-bit samples in Wave64.
   *
   * @param claimed how many bytes of samples its head tells of
   */
  static byte[] wave64(long claimed, int rate, int channels, float... values) {
    byte[] data = pcm16(ByteOrder.LITTLE_ENDIAN, values);
    ByteBuffer out = ByteBuffer.allocate(104 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(HexFormat.of().parseHex("726966662e91cf11a5d628db04c10000")).putLong(104 + claimed);
    out.put(guid("wave")).put(guid("fmt ")).putLong(40);
    out.putShort((short) 1).putShort((short) channels).putInt(rate);
    out.putInt(rate * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
    out.put(guid("data")).putLong(24 + claimed).put(data);
    return out.array();
  }

  private static byte[] guid(String id) {
    ByteBuffer guid = ByteBuffer.allocate(16);
    guid.put(ascii(id)).put(HexFormat.of().parseHex(W64_TAIL));
    return guid.array();
  }

  /** An ID3 tag with a picture of this many bytes, to stand before a file. */
  static byte[] id3WithPicture(int pictureBytes, byte[] file) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int body = 10 + 14 + pictureBytes;
    out.writeBytes(ascii("ID3"));
    out.writeBytes(new byte[] {3, 0, 0});
    for (int shift = 21; shift >= 0; shift -= 7) {
      out.write(body >> shift & 0x7F);
    }
    out.writeBytes(ascii("APIC"));
    out.writeBytes(ByteBuffer.allocate(6).putInt(14 + pictureBytes).array());
    out.writeBytes(ascii("\0image/png\0\3\0\0"));
    out.writeBytes(new byte[pictureBytes]);
    out.writeBytes(file);
    return out.toByteArray();
  }

  private static byte[] pcm16(ByteOrder order, float... values) {
    ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(order);
    for (float value : values) {
      data.putShort((short) Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))));
    }
    return data.array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
