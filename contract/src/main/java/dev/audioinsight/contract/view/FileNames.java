package dev.audioinsight.contract.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes names of files out of names that anybody may have chosen. Thread-safe. */
final class FileNames {
  /** Room for an extension and a checksum within the 255 bytes that file systems take. */
  private static final int MAX_LENGTH = 200;

  private static final int CHECKSUM_DIGITS = 12;

  private FileNames() {}

  /**
   * A name within one folder: letters of ASCII, digits, {@code . _ - =} and what is percent-coded
   * of the rest; different ones for different names.
   */
  static String of(String name, String extension) {
    String coded = PercentCode.keeping(FileNames::isPlain, name);
    // Neither hidden nor a step to another folder.
    String visible =
        coded.isEmpty() ? "%" : coded.startsWith(".") ? "%2E" + coded.substring(1) : coded;
    String whole =
        visible.length() <= MAX_LENGTH
            ? visible
            : visible.substring(0, MAX_LENGTH) + "%" + checksum(name);
    return whole + "." + extension;
  }

  private static boolean isPlain(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "._-=".indexOf(c) >= 0);
  }

  private static String checksum(String name) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256).substring(0, CHECKSUM_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
