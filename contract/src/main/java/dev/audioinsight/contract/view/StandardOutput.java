package dev.audioinsight.contract.view;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a command prints, which keeps why it could not be written: the writers of Java tell no more
 * than that something went wrong. Confined to one thread.
 */
public final class StandardOutput extends OutputStream {
  private static final int LOST = 2;

  private final OutputStream out;
  private IOException failure;

  public StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * @param out keeps nothing back
   */
  StandardOutput(OutputStream out) {
    this.out = out;
  }

  /** A writer of lines. They are UTF-8, for programs read them, whatever the terminal is. */
  public PrintWriter writer() {
    return new PrintWriter(this, true, StandardCharsets.UTF_8);
  }

  /**
   * The exit code of a command whose writer is flushed: its own, unless what it printed is lost.
   * That its reader has gone, such as {@code head}, is no loss.
   */
  public int exitCode(int code, PrintWriter err) {
    if (failure == null || isReaderGone(failure)) {
      return code;
    }
    err.println("audio-insight: the output cannot be written: " + failure.getMessage());
    err.flush();
    return LOST;
  }

  private static boolean isReaderGone(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
