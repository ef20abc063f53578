package dev.audioinsight.worker.fetch;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Set;

/**
 * Opens a file below a folder without following any link on the way, so that what is opened lies
 * below it, whoever swaps a folder for a link meanwhile. Thread-safe.
 */
final class LinkFreeOpening {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private LinkFreeOpening() {}

  /**
   * @param root the folder, which is trusted
   * @param path relative to it
   * @throws AccessDeniedException if a link or no regular file is found on the way
   */
  static SeekableByteChannel open(Path root, Path path) throws IOException {
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
      if (folder instanceof SecureDirectoryStream<Path> secure) {
        return step(secure, path);
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      throw swapped();
    }
    return checkedAfterwards(root, path);
  }

  /** Each step is taken from the folder that is open, not from a path that may lead elsewhere. */
  private static SeekableByteChannel step(SecureDirectoryStream<Path> folder, Path path)
      throws IOException {
    Path name = path.getName(0);
    if (path.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> next =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        return step(next, path.subpath(1, path.getNameCount()));
      }
    }
    BasicFileAttributeView view =
        folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    // Else a named pipe would be waited for.
    if (!view.readAttributes().isRegularFile()) {
      throw swapped();
    }
    return folder.newByteChannel(name, READ);
  }

  /** Where the system has no way to walk from folder to folder. */
  private static SeekableByteChannel checkedAfterwards(Path root, Path path) throws IOException {
    Path file = root.resolve(path);
    SeekableByteChannel in = Files.newByteChannel(file, READ);
    if (!file.toRealPath().equals(file)) {
      in.close();
      throw swapped();
    }
    return in;
  }

  private static AccessDeniedException swapped() {
    return new AccessDeniedException("it is not the file that was allowed");
  }
}
