package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Writes WAV files chunk by chunk, valid or not. Confined to one thread. */
public final class Wav {
  public static final int PCM = 1;
  public static final int FLOAT = 3;
  public static final int A_LAW = 6;
  public static final int MU_LAW = 7;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Wav(String riff) {
    text(riff).number(4, 0xFFFF_FFFFL).text("WAVE");
  }

  /** The head of a RIFF file. */
  public static Wav riff() {
    return new Wav("RIFF");
  }

  /** The head of a file beyond 4 GB. */
  static Wav rf64() {
    return new Wav("RF64");
  }

  /** A whole file of these frames, each value from -1 to 1, 16 bits. */
  public static byte[] pcm16(int rate, int channels, float... values) {
    ByteBuffer data = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putShort((short) Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))));
    }
    return riff().format(PCM, channels, rate, 16).chunk("data", data.array()).bytes();
  }

  /** A whole file of these values from -1 to 1, mono, G.711 mu-law. */
  public static byte[] muLaw(int rate, float... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = compressMu(Math.max(-32_768, Math.min(32_767, Math.round(values[i] * 32_768))));
    }
    return riff().format(MU_LAW, 1, rate, 8).chunk("data", data).bytes();
  }

  /** The segment search of ITU-T G.711 for mu-law, with its bias of 132 on 16 bits. */
  static byte compressMu(int pcm) {
    int biased = Math.min(Math.abs(pcm), 32_635) + 132;
    int segment = 32 - Integer.numberOfLeadingZeros(biased) - 8;
    return (byte) ~((pcm < 0 ? 0x80 : 0) | segment << 4 | (biased >> (segment + 3) & 0xF));
  }

  /** A {@code fmt} chunk of 16 bytes. */
  public Wav format(int tag, int channels, long rate, int bits) {
    return format(tag, channels, rate, channels * bits / 8, bits);
  }

  public Wav format(int tag, int channels, long rate, int blockAlign, int bits) {
    text("fmt ").number(4, 16).number(2, tag).number(2, channels).number(4, rate);
    return number(4, rate * blockAlign).number(2, blockAlign).number(2, bits);
  }

  /** A {@code fmt} chunk of 40 bytes whose real tag is in its GUID. */
  Wav extensible(int tag, int channels, long rate, int bits) {
    int blockAlign = channels * bits / 8;
    text("fmt ").number(4, 40).number(2, 0xFFFE).number(2, channels).number(4, rate);
    number(4, rate * blockAlign).number(2, blockAlign).number(2, bits);
    number(2, 22).number(2, bits).number(4, (1L << channels) - 1).number(2, tag);
    return raw(new byte[] {0, 0, 0, 0, 16, 0, -128, 0, 0, -86, 0, 56, -101, 113});
  }

  /** A chunk with its padding byte where the length is odd. */
  public Wav chunk(String id, byte[] body) {
    text(id).number(4, body.length).raw(body);
    return body.length % 2 == 0 ? this : raw(new byte[1]);
  }

  /** A chunk whose head claims this length, whatever follows. */
  public Wav claim(String id, long length) {
    return text(id).number(4, length);
  }

  Wav raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Wav text(String text) {
    return raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A little-endian number. */
  Wav number(int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  /** Decodes within two hours and 16 MiB. */
  public static Decoded decode(byte[] file) throws JobFailedException {
    return decode(file, new Limits(16 << 20, Duration.ofHours(2)));
  }

  static Decoded decode(byte[] file, Limits limits) throws JobFailedException {
    return Decoded.of(inMemory(file), limits, new Cancellation());
  }

  public static float[] values(Decoded recording) {
    float[] values = new float[recording.samples().length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = recording.samples().get(i);
    }
    return values;
  }

  /** The bytes of a file that is held in memory. */
  static AudioBytes inMemory(byte[] file) {
    try {
      return new AudioFetcher(List.of()).fetch(AudioSource.Inline.of(file), new Cancellation());
    } catch (JobFailedException e) {
      throw new AssertionError(e);
    }
  }
}
