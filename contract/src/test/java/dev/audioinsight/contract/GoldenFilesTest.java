package dev.audioinsight.contract;

import static dev.audioinsight.contract.TestMessages.golden;
import static dev.audioinsight.contract.TestMessages.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire format as it was promised: these files change only by a decision. */
class GoldenFilesTest {

  @Test
  void shouldReadTheJobOfTheDesign() throws Exception {
    Job job = JobCodec.decode(golden("job.json").getBytes(UTF_8), "unused");

    assertThat(job.jobId()).isEqualTo("call-0042");
    assertThat(job.audio())
        .isEqualTo(new AudioSource.Remote(URI.create("file:///audio/call-0042.wav")));
    assertThat(job.analyses()).isEqualTo(Set.of(Analysis.SNR, Analysis.SPEAKERS));
    assertThat(job.options()).isEqualTo(Options.DEFAULT);
    assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(job.expiresAt()).contains(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(job.metadata())
        .map(Object::toString)
        .isEqualTo(Optional.of("{\"tenant\":\"acme\"}"));
  }

  @Test
  void shouldWriteTheJobOfTheDesignAsItStandsThere() throws Exception {
    byte[] file = golden("job.json").getBytes(UTF_8);

    byte[] written = JobCodec.encode(JobCodec.decode(file, "unused"));

    assertThat(new String(written, UTF_8)).isEqualTo(tree(file).toString());
    assertThat(TestMessages.faultsOfJob(file)).isEmpty();
  }

  @Test
  void shouldReadTheResultOfTheDesign() throws IOException {
    Result.Completed result =
        (Result.Completed) ResultCodec.decode(golden("result-ok.json").getBytes(UTF_8));

    assertThat(result.audio()).isEqualTo(TestMessages.AUDIO);
    assertThat(result.snr().interval90Db()).isEqualTo(List.of(15.9, 18.8));
    assertThat(result.snr().method()).isEqualTo(Snr.Method.NEURAL);
    assertThat(result.speakers().distribution()).containsEntry("2", 0.87).hasSize(3);
    assertThat(result.source()).isEqualTo(TestMessages.SOURCE);
    assertThat(result.timing()).isEqualTo(TestMessages.TIMING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"result-ok.json", "result-no-speech.json", "result-failed.json"})
  void shouldWriteEachResultAsItStandsInItsFile(String name) throws IOException {
    byte[] file = golden(name).getBytes(UTF_8);

    byte[] written = ResultCodec.encode(ResultCodec.decode(file));

    assertThat(new String(written, UTF_8)).isEqualTo(tree(file).toString());
    assertThat(TestMessages.faultsOfResult(file)).isEmpty();
  }
}
