package dev.audioinsight.worker;

/** Something that the user can mend; its message is all that is shown. */
final class UserException extends RuntimeException {
  static final int EXIT_CODE = 2;
  private static final long serialVersionUID = 1L;

  UserException(String message) {
    super(message);
  }
}
