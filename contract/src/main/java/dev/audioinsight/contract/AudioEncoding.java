package dev.audioinsight.contract;

import java.util.Locale;
import java.util.Optional;

/**
 * How the samples of audio without a header are written, as its media type says: RFC 2586, 3190,
 * 3551 and 4856 for {@code audio/L8}, {@code L16}, {@code L24}, {@code PCMU} and {@code PCMA}, RFC
 * 2046 for {@code audio/basic}. Immutable.
 *
 * @param sampleRateHz {@value #MIN_RATE} to {@value #MAX_RATE}
 * @param channels interleaved sample by sample; 1 to {@value #MAX_CHANNELS}
 * @param littleEndian whether the lowest byte of a sample comes first; never of those of one byte
 */
public record AudioEncoding(Codec codec, int sampleRateHz, int channels, boolean littleEndian) {
  public static final int MIN_RATE = 4_000;
  public static final int MAX_RATE = 384_000;
  public static final int MAX_CHANNELS = 8;

  /** What telephones use, and so what G.711 without a rate is. */
  private static final int TELEPHONE_RATE = 8_000;

  private static final String LITTLE = "little-endian";
  private static final String BIG = "big-endian";

  /** How one sample is written. */
  public enum Codec {
    /** Linear, 8 bits, 128 is silence. */
    L8(1),
    /** Linear, 16 bits, signed. */
    L16(2),
    /** Linear, 24 bits, signed. */
    L24(3),
    /** G.711 mu-law. */
    PCMU(1),
    /** G.711 A-law. */
    PCMA(1);

    private final int bytes;

    Codec(int bytes) {
      this.bytes = bytes;
    }

    /** As results name it, such as {@code l16}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean isCompanded() {
      return this == PCMU || this == PCMA;
    }
  }

  public AudioEncoding {
    Checks.require(
        sampleRateHz >= MIN_RATE && sampleRateHz <= MAX_RATE,
        "audio.encoding must have a rate from " + MIN_RATE + " to " + MAX_RATE);
    Checks.require(
        channels >= 1 && channels <= MAX_CHANNELS,
        "audio.encoding must have 1 to " + MAX_CHANNELS + " channels");
    littleEndian = littleEndian && codec.bytes > 1;
  }

  /**
   * Reads a media type.
   *
   * @return empty for one whose audio has a header, such as {@code audio/wav}
   * @throws IllegalArgumentException if it is no media type of audio, or if what it says of samples
   *     without a header is incomplete or out of range; the message begins with {@code
   *     audio.encoding}
   */
  public static Optional<AudioEncoding> ofMediaType(String text) {
    MediaType type =
        MediaType.of(text)
            .filter(read -> read.type().equals("audio"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "audio.encoding must be a media type such as"
                            + " audio/L16;rate=16000;channels=1"));
    return switch (type.subtype()) {
      case "l8" -> Optional.of(of(Codec.L8, type));
      case "l16" -> Optional.of(of(Codec.L16, type));
      case "l24" -> Optional.of(of(Codec.L24, type));
      case "pcmu", "x-mulaw" -> Optional.of(of(Codec.PCMU, type));
      case "pcma", "x-alaw" -> Optional.of(of(Codec.PCMA, type));
      case "basic" -> Optional.of(basic(type));
      default -> Optional.empty();
    };
  }

  /** The media type, such as {@code audio/L16;rate=16000;channels=1}. */
  public String mediaType() {
    return "audio/"
        + codec
        + ";rate="
        + sampleRateHz
        + ";channels="
        + channels
        + (littleEndian ? ";endianness=" + LITTLE : "");
  }

  private static AudioEncoding of(Codec codec, MediaType type) {
    Optional<String> rate = type.parameter("rate");
    Checks.require(
        rate.isPresent() || codec.isCompanded(),
        "audio.encoding needs the rate of its samples, such as audio/" + codec + ";rate=16000");
    int hertz = rate.map(text -> number(text, "rate")).orElse(TELEPHONE_RATE);
    int channels = type.parameter("channels").map(text -> number(text, "channels")).orElse(1);
    return new AudioEncoding(codec, hertz, channels, isLittleEndian(type));
  }

  /** {@code audio/basic} has one rate and one channel, and no parameter to say otherwise. */
  private static AudioEncoding basic(MediaType type) {
    AudioEncoding encoding = of(Codec.PCMU, type);
    Checks.require(
        encoding.sampleRateHz == TELEPHONE_RATE && encoding.channels == 1,
        "audio.encoding audio/basic has 8000 samples a second and one channel; for others there is"
            + " audio/PCMU");
    return encoding;
  }

  /** The order of the network, unless a parameter, which no RFC knows, says otherwise. */
  private static boolean isLittleEndian(MediaType type) {
    String order = type.parameter("endianness").orElse(BIG);
    Checks.require(
        order.equals(LITTLE) || order.equals(BIG),
        "audio.encoding takes an endianness of " + BIG + " or " + LITTLE);
    return order.equals(LITTLE);
  }

  private static int number(String text, String parameter) {
    Checks.require(
        text.matches("[0-9]{1,9}"), "audio.encoding must have a whole number for its " + parameter);
    return Integer.parseInt(text);
  }
}
