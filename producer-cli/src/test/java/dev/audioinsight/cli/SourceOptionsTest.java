package dev.audioinsight.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Feared: a recording of a list that is silently left out, or sent twice. */
class SourceOptionsTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name : List.of("a.wav", "[b].wav", "c.flac")) {
      Files.writeString(folder.resolve(name), "x");
    }
  }

  @Test
  void shouldReadAListFromStandardInputWithNamesAsTheyAre() {
    String list = folder + "/[b].wav\n\n" + folder + "/a.wav\ns3://calls/d.wav\n";

    assertThat(names(list, "-")).containsExactly("[b].wav", "a.wav", "s3://calls/d.wav");
    assertThat(names(list, "--from", "-")).hasSize(3);
  }

  @Test
  void shouldSendEachOnceHoweverManyListsNameIt() throws IOException {
    Path list = Files.writeString(folder.resolve("list"), folder + "/a.wav\n");
    Path manifest = Files.writeString(folder.resolve("jobs.csv"), "file\nc.flac\n");

    assertThat(
            names(
                "",
                folder + "/*.wav",
                "--from",
                list.toString(),
                "--manifest",
                manifest.toString(),
                "https://host/e.wav?x"))
        .containsExactly("[b].wav", "a.wav", "https://host/e.wav", "c.flac");
  }

  @Test
  void shouldNameTheLineThatNamesNothing() {
    assertThatThrownBy(() -> names(folder + "/a.wav\nnone.wav\n", "-"))
        .isInstanceOf(CliException.class)
        .hasMessage("standard input, line 2: there is no file none.wav");
    assertThatThrownBy(() -> names("https://a b\n", "-"))
        .hasMessageStartingWith("standard input, line 1: no URI");
  }

  @Test
  void shouldRefuseListsThatCannotBeRead() throws IOException {
    assertThatThrownBy(() -> names("")).hasMessageStartingWith("nothing to send");
    assertThatThrownBy(() -> names("", "-", "--manifest", "-"))
        .hasMessage("standard input can be one list only");
    assertThatThrownBy(() -> names("", "--from", folder + "/none"))
        .hasMessageEndingWith("none cannot be read");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, '\n'});
    assertThatThrownBy(() -> names("", "--from", bytes.toString()))
        .hasMessageEndingWith("bytes is no text in UTF-8");
    assertThatThrownBy(() -> names("", "--manifest", bytes.toString()))
        .hasMessageEndingWith("bytes is no text in UTF-8");
  }

  private List<String> names(String input, String... arguments) {
    SourceOptions options = CommandLine.populateCommand(new SourceOptions(), arguments);
    return options
        .requests(JobTemplate.DEFAULT, new ByteArrayInputStream(input.getBytes(UTF_8)))
        .stream()
        .map(request -> request.name().replace(folder + "/", ""))
        .toList();
  }
}
