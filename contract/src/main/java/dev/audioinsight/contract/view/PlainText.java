package dev.audioinsight.contract.view;

import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Makes text from outside safe for a terminal. Thread-safe. */
public final class PlainText {
  private static final String REPLACEMENT = "\uFFFD";

  private PlainText() {}

  /** The text on one line, without the characters by which it could steer a terminal. */
  public static String of(String text) {
    return replaced(text, c -> REPLACEMENT);
  }

  /**
   * JSON that says the same, with those characters escaped. They can stand in strings alone, for
   * what is between the values of compact JSON is visible.
   *
   * @param json on one line
   */
  public static String json(String json) {
    return replaced(json, PlainText::escaped);
  }

  private static String replaced(String text, IntFunction<String> by) {
    return text.codePoints()
        .mapToObj(c -> isSteering(c) ? by.apply(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  static String escaped(int codePoint) {
    StringBuilder escapes = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      escapes.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
    }
    return escapes.toString();
  }

  static boolean isSteering(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
