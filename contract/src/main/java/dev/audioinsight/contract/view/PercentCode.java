package dev.audioinsight.contract.view;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** Writes characters as the numbers of their bytes, as URIs do. Thread-safe. */
final class PercentCode {
  private PercentCode() {}

  /**
   * The text with all other characters than these as {@code %} and two digits for each byte of
   * UTF-8; {@code %} itself always, so that different texts stay different.
   */
  static String keeping(IntPredicate kept, String text) {
    StringBuilder coded = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c != '%' && kept.test(c)) {
                coded.appendCodePoint(c);
              } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  coded.append(String.format("%%%02X", b));
                }
              }
            });
    return coded.toString();
  }
}
