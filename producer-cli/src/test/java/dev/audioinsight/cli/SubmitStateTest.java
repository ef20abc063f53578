package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a job that a killed run has sent, and the next one sends again or forgets. */
class SubmitStateTest {
  private static final TopicEnds START =
      new TopicEnds("cluster", Map.of("jobs", Map.of(0, 5L, 1, 7L), "results", Map.of(0, 3L)));

  @TempDir Path folder;
  private Path file;
  private final JobRequest a = JobTemplate.DEFAULT.request(Path.of("/a.wav"));
  private final JobRequest b = JobTemplate.DEFAULT.request(Path.of("/b.wav"));

  @BeforeEach
  void nameFile() {
    file = folder.resolve("state");
  }

  @Test
  void shouldKeepIdsPlacesAndAnswersOverADeath() {
    // Given a run that planned two jobs, got one into the topic and answered
    Result answer = answer(a.jobId());
    try (SubmitState state = SubmitState.open(file)) {
      state.begin(START);
      state.plan(List.of(a, b));
      state.taken(a.jobId(), 1, 9);
      state.answered(List.of(answer));
    }

    // When another one plans the same, made anew under other ids
    try (SubmitState state = SubmitState.open(file)) {
      assertThat(state.unsettled()).containsExactly(b.jobId());
      TopicEnds later = new TopicEnds("cluster", Map.of("jobs", Map.of(), "results", Map.of()));
      assertThat(state.begin(later)).isEqualTo(START);
      assertThat(state.sendingFrom("jobs")).isEqualTo(Map.of(0, 5L, 1, 10L));
      var plan = state.plan(List.of(a.withId("new-a"), b.withId("new-b")));

      // Then they have the old ids, and the answer its every digit
      assertThat(plan.keySet()).containsExactly(a, b);
      assertThat(plan.get(a).isSettled()).isTrue();
      assertThat(plan.get(a).answer()).isEqualTo(answer);
      assertThat(plan.get(b).isSettled()).isFalse();
    }
  }

  @Test
  void shouldTellJobsApartByAllThatTheyAskFor() {
    JobRequest other =
        JobTemplate.DEFAULT
            .with(new Options(160, 0.5, 1, 10, ChannelMode.MIX))
            .request(Path.of("/a.wav"));
    JobRequest named = new JobRequest("x", a.withId("mine").job(), true, a.carriage());

    assertThat(other.key()).isNotEqualTo(a.key());
    assertThat(JobTemplate.DEFAULT.request(Path.of("/a.wav")).key()).isEqualTo(a.key());
    assertThat(named.key()).isEqualTo("id:mine");
  }

  @Test
  void shouldDropALastLineThatWasCutShortAtAnyByte() throws IOException {
    try (SubmitState state = SubmitState.open(file)) {
      state.begin(START);
      state.plan(List.of(JobTemplate.DEFAULT.request(Path.of("/ü.wav"))));
      state.plan(List.of(b));
    }
    byte[] whole = Files.readAllBytes(file);
    int lastLine = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("{\"planned\"");

    for (int length = lastLine; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (SubmitState state = SubmitState.open(file)) {
        assertThat(state.unsettled()).as("cut at " + length).hasSize(1);
        state.plan(List.of(b));
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void shouldBeginAnewWhereNotEvenTheFirstLineIsWhole() throws IOException {
    Files.writeString(file, "{\"cluster\":\"cl");

    try (SubmitState state = SubmitState.open(file)) {
      assertThat(state.begin(START)).isEqualTo(START);
      assertThat(state.unsettled()).isEmpty();
    }
  }

  @Test
  void shouldRefuseWhatIsNoState() throws IOException {
    for (String text :
        List.of(
            "file\n",
            "{}\n",
            "[]\n",
            "{\"cluster\":\"c\",\"ends\":{}}\n{\"taken\":\"x\"}\n",
            "{\"cluster\":\"c\",\"ends\":{}}\n{\"answered\":{\"jobId\":1}}\n",
            "{\"cluster\":\"c\",\"ends\":{}}\nnull\n")) {
      Files.writeString(file, text);

      assertThatThrownBy(() -> SubmitState.open(file))
          .as(text)
          .isInstanceOf(CliException.class)
          .hasMessageContaining("is none of a state of submit");
      assertThat(Files.readString(file)).isEqualTo(text);
    }
  }

  @Test
  void shouldRefuseTheStateOfAnotherClusterOrOtherTopics() {
    try (SubmitState state = SubmitState.open(file)) {
      state.begin(START);

      assertThatThrownBy(() -> state.begin(new TopicEnds("other", START.topics())))
          .hasMessageContaining("another cluster or other topics");
      assertThatThrownBy(() -> state.begin(new TopicEnds("cluster", Map.of("jobs", Map.of()))))
          .hasMessageContaining("another cluster or other topics");
    }
  }

  @Test
  void shouldLetOnlyOneRunUseIt() {
    try (SubmitState first = SubmitState.open(file)) {
      assertThat(first.unsettled()).isEmpty();
      assertThatThrownBy(() -> SubmitState.open(file)).hasMessageContaining("in use");
    }
    SubmitState.open(file).close();
  }

  private static Result answer(String jobId) {
    return new Result.Failed(
        jobId,
        new JobError(ErrorCode.NOT_FOUND, "line\nbreak", false),
        null,
        JsonNodeFactory.instance
            .objectNode()
            .set("n", DecimalNode.valueOf(new BigDecimal("1.500000000000000000001"))),
        null,
        null,
        null);
  }
}
