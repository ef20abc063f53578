package dev.audioinsight.cli;

/** Something that the user can mend; its message is all that is shown. */
public final class CliException extends RuntimeException {
  /** Not all was done that was asked for; what was left is said line by line. */
  public static final int INCOMPLETE = 1;

  /** Wrong usage. */
  public static final int USAGE = 2;

  /** The broker cannot be reached, or answers did not come in time. */
  public static final int UNREACHABLE = 3;

  /** A fault of the program itself; sysexits.h calls it EX_SOFTWARE. */
  static final int BUG = 70;

  private static final long serialVersionUID = 1L;
  private final int exitCode;

  public CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
