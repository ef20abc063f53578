package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.ObedientProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Feared: a result that is there, and is not shown to who asks for it. */
class WatchFilterIT extends CliIT {

  @Test
  void shouldShowWhatIsChosenOfWhatIsThere() {
    worker(new ObedientProcessor(), Map.of());
    for (int i = 0; i < 6; i++) {
      sender.send("good-" + i, 0, Map.of());
    }
    sender.send("lost", 0, Map.of("fail", "NOT_FOUND"));
    sender.send("broken", 0, Map.of("fail", "CORRUPT_AUDIO"));
    reader.awaitRecords(8, LIMIT);

    assertThat(shown("--from-beginning")).hasSize(8);
    assertThat(shown("--since", "1h")).hasSize(8);
    assertThat(shown("--since", "0s")).isEmpty();
    assertThat(shown("--from-beginning", "--status", "ok")).hasSize(6);
    assertThat(shown("--from-beginning", "--status", "failed", "--job-id", "l*"))
        .singleElement()
        .asString()
        .contains("\"lost\"");
    assertThat(shown("--since", "1h", "--code", "CORRUPT_AUDIO,INTERNAL"))
        .singleElement()
        .asString()
        .contains("\"broken\"");
    assertThat(shown("--from-beginning", "--count", "3")).hasSize(3);
    assertThat(shown("--latest", "2", "--status", "ok")).hasSize(2);
    assertThat(shown("--latest", "20", "--job-id", "good-3", "--job-id", "lost")).hasSize(2);
    assertThat(shown("--latest", "5", "--count", "4")).hasSize(4);
  }

  @Test
  void shouldCallAnEndWithoutABeginningWrongUsage() {
    assertThat(run("watch", "--no-follow")).isEqualTo(2);
    assertThat(err.toString()).contains("--no-follow needs");
  }

  private List<String> shown(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--no-follow";
    all[arguments.length + 1] = "--json";
    assertThat(run("watch", all)).as(err.toString()).isZero();
    return output().lines().toList();
  }
}
