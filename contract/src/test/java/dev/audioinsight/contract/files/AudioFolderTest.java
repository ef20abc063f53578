package dev.audioinsight.contract.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: recordings of a folder that are left out and nobody is told. */
class AudioFolderTest {
  @TempDir Path home;
  private Path calls;

  @BeforeEach
  void makeFiles() throws IOException {
    calls = Files.createDirectories(home.resolve("calls"));
    Files.createDirectories(calls.resolve("may"));
    for (String name : new String[] {"b.wav", "a.FLAC", "notes.txt", "may/c.opus"}) {
      Files.writeString(calls.resolve(name), "x");
    }
  }

  @Test
  void shouldNameAudioBelowAsTheFolderWasNamed() {
    assertThat(AudioFolder.files(calls))
        .containsExactly(
            calls.resolve("a.FLAC"), calls.resolve("b.wav"), calls.resolve("may/c.opus"));
  }

  @Test
  void shouldLookIntoAFolderThatIsASymbolicLink() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("latest"), calls);

    assertThat(AudioFolder.files(link)).hasSize(3).contains(link.resolve("may/c.opus"));
  }

  @Test
  void shouldEndInALoopOfLinks() throws IOException {
    Files.createSymbolicLink(calls.resolve("may/again"), calls);

    assertThat(AudioFolder.files(calls)).hasSize(3);
  }

  @Test
  void shouldSayWhichFolderMayNotBeRead() throws IOException {
    Path closed = Files.createDirectories(calls.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(closed)).as("this user reads everything").isFalse();

    assertThatThrownBy(() -> AudioFolder.files(calls))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("may not be read: " + closed);
  }
}
