package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Feared: a command whose help leaves its user alone, and a completion that no shell takes. */
class CommandsTest {
  private static final Path ROOT = Path.of("..");

  @TempDir Path folder;

  @Test
  void shouldTellExamplesAndExitCodesOfEachCommand() {
    CompletionCommand.allCommands()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              var usage = command.getCommandSpec().usageMessage();
              assertThat(usage.exitCodeList()).as(name).containsKeys("0", "2");
              assertThat(usage.footer()).as(name).isNotEmpty();
              assertThat(String.join("\n", usage.footer())).contains("audio-insight " + name);
            });
  }

  @Test
  void shouldListEachExitCodeInTheDocument() throws Exception {
    List<String> rows = new ArrayList<>();
    CompletionCommand.allCommands()
        .getSubcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .usageMessage()
                    .exitCodeList()
                    .forEach(
                        (code, meaning) ->
                            rows.add("| `" + name + "` | " + code + " | " + meaning + " |")));

    List<String> documented =
        Files.readAllLines(ROOT.resolve("docs/cli.md")).stream()
            .dropWhile(line -> !line.equals("| command | code | meaning |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void shouldNameInTheDocumentOnlyOptionsThatThereAre() throws Exception {
    List<String> options =
        CompletionCommand.allCommands().getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().optionsMap().keySet().stream())
            .toList();

    List<String> named =
        Pattern.compile("(?<![\\w-])--[a-z][a-z-]*")
            .matcher(Files.readString(ROOT.resolve("docs/cli.md")))
            .results()
            .map(MatchResult::group)
            .toList();

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(options).containsAll(named);
  }

  @Test
  void shouldKnowEachCommandInTheLauncher() throws Exception {
    String launcher = Files.readString(ROOT.resolve("audio-insight"));

    for (String name : CompletionCommand.allCommands().getSubcommands().keySet()) {
      assertThat(launcher).containsPattern("(?m)^  " + name + "\\b.+");
      assertThat(launcher).containsPattern("(?m)^  [a-z |]*\\b" + name + "\\b[a-z |]*\\) module=");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "audio-insight sub, 1, submit",
    "audio-insight submit --man, 2, --manifest",
    "audio-insight watch --status F, 3, FAILED",
    "audio-insight replay --code FETCH, 3, FETCH_FAILED",
    "audio-insight stat, 1, status",
    "audio-insight an, 1, analyze",
  })
  void shouldCompleteInBash(String line, int word, String completed) throws Exception {
    String script =
        // Outside a completion bash has no options of one.
        "compopt() { :; }; source "
            + completion()
            + "; COMP_WORDS=("
            + line
            + "); COMP_CWORD="
            + word
            + "; _complete_audio-insight; printf '%s\\n' \"${COMPREPLY[@]}\"";

    assertThat(bash(script).lines()).as(line).contains(completed);
  }

  private Path completion() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out, true));
    assertThat(commandLine.execute("completion", "bash")).isZero();
    return Files.writeString(folder.resolve("completion"), out.toString());
  }

  private static String bash(String script) throws Exception {
    Process bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(output).isZero();
    return output;
  }
}
