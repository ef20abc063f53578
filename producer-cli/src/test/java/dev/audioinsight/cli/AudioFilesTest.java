package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a recording that a person has named, and that is silently left out. */
class AudioFilesTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(folder.resolve("sub/deep"));
    for (String name :
        List.of("a.wav", "B.FLAC", "notes.txt", "wav", "sub/c.wav", "sub/deep/d.mp3")) {
      Files.writeString(folder.resolve(name), "x");
    }
  }

  @Test
  void shouldTakeFromAFolderWhatHasAnAudioExtension() {
    assertThat(found("")).containsExactly("B.FLAC", "a.wav", "sub/c.wav", "sub/deep/d.mp3");
  }

  @Test
  void shouldTakeAFileThatIsNamedWhateverItIs() {
    assertThat(found("notes.txt")).containsExactly("notes.txt");
  }

  @Test
  void shouldLetAFolderWildcardStandForNoFolderToo() {
    assertThat(found("**/*.wav")).containsExactly("a.wav", "sub/c.wav");
  }

  @Test
  void shouldTakeAlternativesBehindAFolderWildcard() {
    assertThat(found("**/*.{wav,mp3}")).containsExactly("a.wav", "sub/c.wav", "sub/deep/d.mp3");
  }

  @Test
  void shouldKeepASingleWildcardInItsFolder() {
    assertThat(found("*.wav")).containsExactly("a.wav");
  }

  @Test
  void shouldTakeAFileOfSeveralArgumentsOnce() {
    assertThat(AudioFiles.find(List.of(folder.toString(), folder + "/a.wav"))).hasSize(4);
  }

  @Test
  void shouldRefuseAGlobThatIsNone() {
    assertThatThrownBy(() -> found("[*.wav"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(CliException.USAGE))
        .hasMessageContaining("not a file, and not a glob");
  }

  @Test
  void shouldRefuseWhatNamesNothing() {
    assertThatThrownBy(() -> found("nothing*.ogg"))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("no audio file at");
  }

  private List<String> found(String argument) {
    String path = argument.isEmpty() ? folder.toString() : folder + "/" + argument;
    return AudioFiles.find(List.of(path)).stream()
        .map(file -> folder.relativize(file).toString())
        .toList();
  }
}
