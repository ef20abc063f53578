package dev.audioinsight.worker.fetch;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public Internet from those of this machine, its neighbours and its cloud
 * (RFC 6890 and its successors). Thread-safe.
 */
final class AddressPolicy {
  /** Where an operator's own servers are: never a link's neighbours, with the cloud's metadata. */
  private static final List<Range> INSIDE_V4 =
      List.of(
          Range.of("10.0.0.0", 8),
          Range.of("100.64.0.0", 10),
          Range.of("127.0.0.0", 8),
          Range.of("172.16.0.0", 12),
          Range.of("192.168.0.0", 16));

  private static final List<Range> INSIDE_V6 = List.of(Range.of("::1", 128), Range.of("fc00::", 7));

  /** What is not public either, and opened for nobody. */
  private static final List<Range> REFUSED_V4 =
      List.of(
          Range.of("0.0.0.0", 8),
          Range.of("169.254.0.0", 16),
          Range.of("192.0.0.0", 24),
          Range.of("192.0.2.0", 24),
          Range.of("192.88.99.0", 24),
          Range.of("198.18.0.0", 15),
          Range.of("198.51.100.0", 24),
          Range.of("203.0.113.0", 24),
          // Multicast, reserved and the broadcast.
          Range.of("224.0.0.0", 3));

  /** What is assigned to the public; all else of IPv6 is local, reserved or a translation. */
  private static final Range GLOBAL_V6 = Range.of("2000::", 3);

  private static final List<Range> REFUSED_V6 =
      List.of(Range.of("2001:db8::", 32), Range.of("3fff::", 20));

  /** Other protocols' assignments, Teredo among them, but for what lies in them. */
  private static final Range TEREDO = Range.of("2001::", 32);

  private static final Range PROTOCOLS = Range.of("2001::", 23);
  private static final Range NAT64 = Range.of("64:ff9b::", 96);
  private static final Range SIX_TO_FOUR = Range.of("2002::", 16);

  private AddressPolicy() {}

  /** Whether anybody may be sent there; what embeds an IPv4 address is judged by that. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes);
  }

  /** Whether a host may have it that an operator has opened by name. */
  static boolean isInside(InetAddress address) {
    byte[] bytes = address.getAddress();
    return isIn(INSIDE_V4, bytes) || isIn(INSIDE_V6, bytes);
  }

  private static boolean isIn(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static boolean isPublicV4(byte[] address) {
    return !isIn(INSIDE_V4, address) && !isIn(REFUSED_V4, address);
  }

  private static boolean isPublicV6(byte[] address) {
    if (NAT64.contains(address)) {
      return isPublicV4(Arrays.copyOfRange(address, 12, 16));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublicV4(Arrays.copyOfRange(address, 2, 6));
    }
    if (TEREDO.contains(address)) {
      return isPublicV4(Arrays.copyOfRange(address, 4, 8)) && isPublicV4(inverted(address));
    }
    return GLOBAL_V6.contains(address)
        && !PROTOCOLS.contains(address)
        && !isIn(REFUSED_V6, address);
  }

  /** Teredo's client, whose bits are inverted (RFC 4380); the server stands before it. */
  private static byte[] inverted(byte[] address) {
    byte[] client = Arrays.copyOfRange(address, 12, 16);
    for (int i = 0; i < client.length; i++) {
      client[i] = (byte) ~client[i];
    }
    return client;
  }

  /** Addresses with a common beginning. Immutable, provided that nobody writes into the array. */
  private static final class Range {
    private final byte[] base;
    private final int bits;

    private Range(byte[] base, int bits) {
      this.base = base;
      this.bits = bits;
    }

    /**
     * @param literal an address; nothing is looked up
     */
    static Range of(String literal, int bits) {
      return new Range(Literals.address(literal).getAddress(), bits);
    }

    boolean contains(byte[] address) {
      int whole = bits / 8;
      if (address.length != base.length || !Arrays.equals(base, 0, whole, address, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((base[whole] ^ address[whole]) & 0xFF) >> (8 - rest) == 0;
    }
  }
}
