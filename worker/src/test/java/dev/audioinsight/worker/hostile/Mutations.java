package dev.audioinsight.worker.hostile;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Damages valid inputs the way fuzzers do: flipped bits, lies in numbers, cuts, repeats and
 * splices. The same random numbers give the same damage. Thread-safe.
 */
public final class Mutations {
  private static final int MOST_STEPS = 6;

  /** Neighbouring seeds give neighbouring first numbers; spread over 64 bits they do not. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private static final int[] LIES = {
    0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  private static final String TRIES = "fuzz.tries";
  private static final long DEFAULT_TRIES = 5_000;

  private Mutations() {}

  /**
   * Attacks with so many damaged inputs as the system property {@code fuzz.tries} says, 5,000 by
   * default; the same ones each time. A failure names its input.
   */
  public static void each(List<byte[]> valid, Attack attack) {
    long tries = Long.getLong(TRIES, DEFAULT_TRIES);
    for (long number = 0; number < tries; number++) {
      byte[] input = of(valid, number);
      try {
        attack.with(input);
      } catch (Exception | Error e) {
        throw new AssertionError(
            "damaged input " + number + ", " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  /** One of the inputs, damaged in a few places. */
  private static byte[] of(List<byte[]> valid, long number) {
    Random random = new Random(number * SPREAD);
    byte[] bytes = any(valid, random).clone();
    for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0 && bytes.length > 0; steps--) {
      bytes = damaged(bytes, valid, random);
    }
    return bytes;
  }

  /** What is done with one input; fails where the input has done harm. */
  @FunctionalInterface
  public interface Attack {
    void with(byte[] input) throws Exception;
  }

  private static byte[] damaged(byte[] bytes, List<byte[]> valid, Random random) {
    int at = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(Math.min(32, bytes.length - at));
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> lie(bytes, at, random);
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return joined(
            Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + count, bytes.length));
      }
      case 5 -> {
        return joined(
            Arrays.copyOf(bytes, at + count), Arrays.copyOfRange(bytes, at, bytes.length));
      }
      default -> {
        byte[] other = any(valid, random);
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
      }
    }
    return bytes;
  }

  /** A number at the edge of one, two or four bytes, in either order of bytes. */
  private static void lie(byte[] bytes, int at, Random random) {
    int value = LIES[random.nextInt(LIES.length)];
    int width = Math.min(1 << random.nextInt(3), bytes.length - at);
    boolean littleEndian = random.nextBoolean();
    for (int i = 0; i < width; i++) {
      bytes[at + (littleEndian ? i : width - 1 - i)] = (byte) (value >> (8 * i));
    }
  }

  private static byte[] any(List<byte[]> valid, Random random) {
    return valid.get(random.nextInt(valid.size()));
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
