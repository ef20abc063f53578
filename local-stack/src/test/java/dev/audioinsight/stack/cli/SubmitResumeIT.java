package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.cli.Main;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a run that was ended, and whose successor sends a job twice or never. */
class SubmitResumeIT extends CliIT {
  private static final int JOBS = 20;

  @TempDir Path folder;
  private Path audio;
  private Path state;

  @Override
  protected int partitions() {
    return 3;
  }

  @BeforeEach
  void makeFiles() throws IOException {
    audio = Files.createDirectory(folder.resolve("audio"));
    state = folder.resolve("state");
    for (int i = 0; i < JOBS; i++) {
      Files.writeString(audio.resolve("call-" + i + ".wav"), "x");
    }
  }

  @Test
  void shouldSendNothingTwiceAfterAKill() throws Exception {
    // Given a run that is killed when the broker has some of its jobs
    WorkerProcess killed =
        opened(
            WorkerProcess.start(
                Main.class.getName(),
                arguments("submit", "--state", state.toString(), "--rate", "2", audio + "/")));
    await().atMost(LIMIT).until(() -> lines("taken") >= 3);
    killed.kill();
    assertThat(lines("taken")).isLessThan(JOBS);

    // When another one goes on, and a third one has nothing left to do
    worker(new ObedientProcessor(), Map.of());
    int second = submit("--wait", "--json");

    assertThat(second).as(err.toString()).isZero();
    assertThat(output().lines()).hasSize(JOBS);
    assertThat(submit("--wait", "--json")).isZero();
    assertThat(output().lines()).hasSize(JOBS);

    // Then each job is in the topic once, and has one answer
    assertThat(jobIds()).hasSize(JOBS).doesNotHaveDuplicates();
    reader.assertEachAnsweredOnce(Set.copyOf(jobIds()), LIMIT);
    assertThat(lines("answered")).isEqualTo(JOBS);
  }

  @Test
  void shouldLookIntoTheTopicForWhatItDoesNotKnowToBeThere() throws Exception {
    // Given a run that died before a word of the broker was written down, but for one job
    assertThat(submit()).as(err.toString()).isZero();
    List<String> sent = jobIds();
    keep(line -> !line.contains("\"taken\"") || line.contains(sent.get(0)));

    assertThat(submit()).as(err.toString()).isZero();

    assertThat(output()).contains("sent 0 jobs", "20 were sent before");
    assertThat(jobIds()).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(lines("taken")).isEqualTo(JOBS);
  }

  @Test
  void shouldFindTheAnswersThatCameBetweenTwoRuns() {
    // Given jobs that are sent and answered while nobody waits
    assertThat(submit()).as(err.toString()).isZero();
    worker(new ObedientProcessor(), Map.of());
    reader.awaitRecords(JOBS, LIMIT);

    assertThat(submit("--wait")).as(err.toString()).isZero();

    assertThat(output()).contains("call-0.wav", "call-19.wav");
    assertThat(jobIds()).hasSize(JOBS);
  }

  @Test
  void shouldSendWhatIsNewAndRememberWhatFailed() throws Exception {
    worker(new ObedientProcessor(), Map.of());
    assertThat(submit("--wait", "--metadata", "fail=CORRUPT_AUDIO")).isEqualTo(1);
    Files.writeString(audio.resolve("new.wav"), "x");

    // The others failed: that is their answer, and they are not sent again
    assertThat(submit("--wait", "--metadata", "fail=CORRUPT_AUDIO")).isEqualTo(1);

    assertThat(jobIds()).hasSize(JOBS + 1);
  }

  @Test
  void shouldRefuseAStateOfOtherTopics() {
    assertThat(submit()).isZero();

    assertThat(submit("--topic", topics.deadLetters())).isEqualTo(2);
    assertThat(err.toString()).contains("another cluster or other topics");
  }

  private int submit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--state", state.toString()));
    all.addAll(List.of(arguments));
    all.add(audio.toString());
    return run("submit", all.toArray(String[]::new));
  }

  private long lines(String kind) throws IOException {
    return Files.exists(state)
        ? Files.readAllLines(state).stream().filter(l -> l.startsWith("{\"" + kind)).count()
        : 0;
  }

  private void keep(Predicate<String> wanted) throws IOException {
    Files.write(state, Files.readAllLines(state).stream().filter(wanted).toList());
  }
}
