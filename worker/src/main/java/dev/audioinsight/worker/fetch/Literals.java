package dev.audioinsight.worker.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Tells addresses from names. Only the usual spelling of an address counts as one; the others
 * (decimal, octal, hexadecimal, shortened), which some systems read as addresses too, count as
 * neither. Thread-safe.
 */
final class Literals {
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(0[xX][0-9a-fA-F]*|[0-9]+)");

  private Literals() {}

  static boolean isAddress(String host) {
    return V4.matcher(host).matches() || V6.matcher(host).matches();
  }

  /** Whether something may read it as an address though it is not in the usual spelling. */
  static boolean isOddAddress(String host) {
    return !isAddress(host) && NUMERIC_END.matcher(host).matches();
  }

  /** The address that a literal spells. */
  static InetAddress address(String literal) {
    if (!isAddress(literal)) {
      throw new IllegalArgumentException(literal + " is not an address");
    }
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is not an address", e);
    }
  }
}
