package dev.audioinsight.stack.trouble;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own in memory, which can be filled to the last byte. Confined to one thread.
 */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one.
   *
   * @param folder an empty folder
   * @throws IOException if that may not be done here; the message says why
   */
  static SmallDisk mount(Path folder, int megabytes) throws IOException {
    run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  Path folder() {
    return folder;
  }

  /** Takes all the room that is left. */
  void fill() {
    byte[] zeros = new byte[4_096];
    try (OutputStream filler = Files.newOutputStream(filler())) {
      for (; ; ) {
        filler.write(zeros);
      }
    } catch (IOException e) {
      // No room is left: that was to be reached.
    }
  }

  /** Gives it back. */
  void free() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command)
                + ": "
                + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Lazily, so that it goes even while somebody still holds a file of it. */
  @Override
  public void close() throws IOException {
    run("umount", "--lazy", folder.toString());
  }
}
