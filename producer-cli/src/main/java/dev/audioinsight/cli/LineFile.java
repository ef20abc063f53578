package dev.audioinsight.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;

/**
 * A file of lines that grows at its end, for one process at a time. What was appended is there
 * after a death of the process; after one of the machine, what was forced. A last line that was cut
 * short is dropped. Confined to one thread.
 */
final class LineFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private LineFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens it, or makes it.
   *
   * @throws CliException if it cannot be opened, or another process has it open
   */
  static LineFile open(Path path) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, path + " cannot be opened: " + e);
    }
    LineFile file = new LineFile(path, channel);
    if (!file.isLocked()) {
      file.close();
      throw new CliException(CliException.USAGE, path + " is in use by another submit");
    }
    return file;
  }

  private boolean isLocked() {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /** All whole lines; to be called once, before the first one is appended. */
  List<String> lines() throws IOException {
    // The stream is not closed: it would close the channel, and the lock with it.
    String text = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    channel.truncate(whole.getBytes(UTF_8).length);
    channel.position(channel.size());
    return whole.lines().toList();
  }

  void append(Collection<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  /** Returns when what was appended is on the disk. */
  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw cannotBeWritten(e);
    }
  }

  private CliException cannotBeWritten(IOException e) {
    return new CliException(CliException.USAGE, path + " cannot be written: " + e.getMessage());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
