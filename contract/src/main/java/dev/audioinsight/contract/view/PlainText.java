package dev.audioinsight.contract.view;

/** Makes text from outside safe for a terminal. Thread-safe. */
public final class PlainText {
  private PlainText() {}

  /** The text on one line, without the characters by which it could steer a terminal. */
  public static String of(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || isFormat(c) ? '\uFFFD' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isFormat(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
