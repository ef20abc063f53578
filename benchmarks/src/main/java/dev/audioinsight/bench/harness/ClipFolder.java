package dev.audioinsight.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of recordings of one length, which is removed in the end. Confined to one thread. */
public final class ClipFolder implements AutoCloseable {
  private static final int FILES = 24;
  private static final int SECONDS_APART = 7;

  private final int seconds;
  private final Path folder;
  private final List<Path> clips = new ArrayList<>();

  /**
   * @param seconds that each lasts; each begins elsewhere in the round of samples
   */
  public ClipFolder(int seconds) throws IOException {
    this.seconds = seconds;
    this.folder = Files.createTempDirectory("bench-clips-");
    for (int i = 0; i < FILES; i++) {
      Path clip = folder.resolve("clip-" + i + ".wav");
      clips.add(clip);
      LongRecording.write(clip, i * SECONDS_APART, seconds);
    }
  }

  /** How long each lasts. */
  public int seconds() {
    return seconds;
  }

  public Path path() {
    return folder;
  }

  /** One of them, over and over. */
  public Path clip(int number) {
    return clips.get(number % clips.size());
  }

  @Override
  public void close() {
    try {
      for (Path clip : clips) {
        Files.deleteIfExists(clip);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
