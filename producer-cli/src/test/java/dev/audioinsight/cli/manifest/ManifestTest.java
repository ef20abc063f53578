package dev.audioinsight.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.cli.CliException;
import dev.audioinsight.cli.JobRequest;
import dev.audioinsight.cli.JobTemplate;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a row that is sent as another job than its author meant, or refused long after. */
class ManifestTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(folder.resolve("a.wav"), "a");
    Files.writeString(folder.resolve("b, c.wav"), "b");
  }

  @Test
  void shouldReadARowOfCsvAsTheJobThatItDescribes() {
    List<JobRequest> requests =
        read(
            "\uFEFFfile,jobId,analyses,vadHopSize,vadThreshold,minSpeakers,maxSpeakers,channels,"
                + "timeoutMs,expiresAt,metadata.tenant\r\n"
                + "\"b, c.wav\",call-1,snr;speakers,160,0.6,2,4,separate,5000,"
                + "2026-12-31T12:00:00Z,=acme\r\n");

    Job job = requests.get(0).job();
    assertThat(requests.get(0).named()).isTrue();
    assertThat(requests.get(0).name()).isEqualTo("b, c.wav");
    assertThat(job.jobId()).isEqualTo("call-1");
    assertThat(uri(job)).isEqualTo(folder.resolve("b, c.wav").toUri());
    assertThat(job.analyses()).containsExactlyInAnyOrder(Analysis.values());
    assertThat(job.options().vadHopSize()).isEqualTo(160);
    assertThat(job.options().vadThreshold()).isEqualTo(0.6);
    assertThat(job.options().minSpeakers()).isEqualTo(2);
    assertThat(job.options().maxSpeakers()).isEqualTo(4);
    assertThat(job.options().channels()).isEqualTo(ChannelMode.SEPARATE);
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(job.expiresAt()).contains(Instant.parse("2026-12-31T12:00:00Z"));
    assertThat(job.metadata().orElseThrow()).hasToString("{\"tenant\":\"=acme\"}");
  }

  @Test
  void shouldTakeFromTheOptionsWhatARowLeavesOut() {
    JobTemplate template = JobTemplate.DEFAULT.with(JobTemplate.DEFAULT.options());

    Job job = read("file,maxSpeakers,jobId\na.wav,,\n").get(0).job();

    assertThat(job.options()).isEqualTo(template.options());
    assertThat(job.timeout()).isEqualTo(template.timeout());
    assertThat(job.jobId()).startsWith("a.wav-");
  }

  @Test
  void shouldReadALineOfJsonAsTheContractDoes() {
    List<JobRequest> requests =
        read(
            """
            {"jobId":"x","audio":{"uri":"s3://calls/x.wav"},"metadata":{"n":1.50}}

            {"file":"a.wav","options":{"maxSpeakers":3}}
            {"audio":{"data":"UklGRg=="}}
            """);

    assertThat(requests).hasSize(3);
    assertThat(uri(requests.get(0).job())).isEqualTo(URI.create("s3://calls/x.wav"));
    assertThat(requests.get(0).job().metadata().orElseThrow()).hasToString("{\"n\":1.50}");
    assertThat(requests.get(1).job().options().maxSpeakers()).isEqualTo(3);
    assertThat(requests.get(1).job().options().vadHopSize()).isEqualTo(256);
    assertThat(requests.get(2).job().audio()).isInstanceOf(AudioSource.Inline.class);
  }

  @Test
  void shouldShowNothingOfASignedLinkInAName() {
    JobRequest request = read("uri\nhttps://user:secret@host:8443/a.wav?signature=secret\n").get(0);

    assertThat(request.name()).isEqualTo("https://host:8443/a.wav");
    assertThat(request.jobId()).startsWith("a.wav-").doesNotContain("secret");
    assertThat(uri(request.job()).toString()).contains("signature=secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "file|none.wav|there is no file none.wav",
        "file,jobId|~,x~|it must have either file or uri",
        "file,uri|a.wav,s3://b/c|it must have either file or uri",
        "uri|relative.wav|audio.uri must be absolute",
        "file,vadHopSize|a.wav,100|options.vadHopSize must be one of",
        "file,vadHopSize|a.wav,many|vadHopSize must be a number",
        "file,vadHopSize|a.wav,1e999999999|options.vadHopSize",
        "file,channels|a.wav,left|options.channels takes mix, separate",
        "file,analyses|a.wav,noise|analyses takes snr, speakers",
        "file,timeoutMs|a.wav,0|timeoutMs must be from 1",
        "file,expiresAt|a.wav,tomorrow|expiresAt must be an ISO 8601 instant",
        "file,jobId|a.wav,\u001b]0;x|jobId must not have control characters",
        "file|a.wav,b.wav|2 cells under 1 columns",
      })
  void shouldNameTheLineOfARowThatCannotBeAJob(String head, String row, String why) {
    assertThatThrownBy(() -> read(head + "\n" + row(head) + "\n" + row + "\n"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(CliException.USAGE))
        .hasMessageStartingWith("jobs, line " + 3 + ": ")
        .hasMessageContaining(why);
  }

  /** A good row under the head. */
  private static String row(String head) {
    return (head.startsWith("uri") ? "s3://b/c" : "a.wav")
        + ",".repeat((int) head.chars().filter(c -> c == ',').count());
  }

  @Test
  void shouldRefuseAColumnThatItDoesNotKnow() {
    assertThatThrownBy(() -> read("file,maxspeakers\na.wav,3\n"))
        .hasMessageContaining("line 1: there is no column 'maxspeakers'; there are analyses, ")
        .hasMessageContaining("metadata.NAME");
    assertThatThrownBy(() -> read("{\"file\":\"a.wav\",\"maxSpeakers\":3}"))
        .hasMessageContaining("line 1: there is no field 'maxSpeakers'");
    assertThatThrownBy(() -> read("{\"file\":\"a.wav\",\"options\":{\"speakers\":3}}"))
        .hasMessageContaining("there is no field 'options.speakers'");
  }

  @Test
  void shouldRefuseTwoRowsOfOneJobId() {
    assertThatThrownBy(() -> read("file,jobId\na.wav,x\n\"b, c.wav\",x\n"))
        .hasMessageContaining("line 3: the job id 'x' is that of line 2, too");
  }

  @Test
  void shouldRefuseWhatIsNoManifest() {
    assertThatThrownBy(() -> read("{\"file\":\"a.wav\"}\n{\"file\":\n"))
        .hasMessageContaining("line 2: it is no JSON");
    assertThatThrownBy(() -> read("{\"file\":\"a.wav\"}\n[]\n"))
        .hasMessageContaining("line 2: it is no JSON object");
    assertThatThrownBy(() -> read("file\n\"a.wav")).hasMessageContaining("jobs, line ");
    assertThat(read("")).isEmpty();
  }

  private static URI uri(Job job) {
    return ((AudioSource.Remote) job.audio()).uri();
  }

  private List<JobRequest> read(String text) {
    return Manifest.read(
        new BufferedReader(new StringReader(text)), "jobs", folder, JobTemplate.DEFAULT);
  }
}
