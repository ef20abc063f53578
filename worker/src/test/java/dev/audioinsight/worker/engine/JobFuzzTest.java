package dev.audioinsight.worker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.hostile.Allocation;
import dev.audioinsight.worker.hostile.Mutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** A record's value is written by strangers: whatever it holds, there is one answer to it. */
class JobFuzzTest {
  private static final DeadlineTimer DEADLINES = new DeadlineTimer();

  private static final Set<ErrorCode> EXPECTED =
      Set.of(ErrorCode.INVALID_JOB, ErrorCode.INVALID_OPTIONS, ErrorCode.DEADLINE_EXCEEDED);

  /** Buffers of the parser and of the generator. */
  private static final long FIXED_BYTES = 1 << 20;

  /** The worst byte of JSON: an object within an object, as a tree, its copy and its text. */
  private static final long BYTES_FOR_EACH_OF_JSON = 256;

  static Stream<byte[]> seeds() {
    String audio = "\"audio\": {\"uri\": \"file:///a.wav\"}";
    return Stream.of(
            "{" + audio + "}",
            "{\"jobId\": \"call-0042\", " + audio + ", \"analyses\": [\"snr\", \"speakers\"]}",
            "{\"audio\": {\"data\": \"UklGRiQAAABXQVZF\", \"uri\": null}, \"timeoutMs\": 6e4}",
            "{\"options\": {\"vadHopSize\": 256, \"vadThreshold\": 0.5, \"minSpeakers\": 1,"
                + " \"maxSpeakers\": 10, \"channels\": \"mix\"}, "
                + audio
                + "}",
            "{" + audio + ", \"expiresAt\": \"2026-01-31T12:00:00Z\"}",
            "{\"metadata\": {\"tenant\": \"acme\", \"deep\": [[[[{\"\": 1e400}]]]]}, "
                + audio
                + "}",
            "{\"metadata\": \"\\ud800 \\u0000 \u00e4\", \"metadata\": -0.00, " + audio + "}",
            "{\"audio\": {\"uri\": \"https://u:p@h:1/%C3%A4?q#f\"}, \"jobId\": \"\\udc00\"}")
        .map(json -> json.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void shouldGiveOneAnswerToAnyValue(byte[] value) throws Exception {
    check(value);
  }

  @Test
  void shouldGiveOneAnswerToEachDamagedJob() {
    Mutations.each(seeds().toList(), JobFuzzTest::check);
  }

  /** A replayed record carries its job id in a header, and anybody can write headers. */
  @Property
  void shouldTakeNoJobIdFromAHeaderThatCannotNameAJob(@ForAll byte[] id) {
    JobRecord record = record(null, List.of(new JobRecord.Header(DeadLetterHeaders.JOB_ID, id)));

    assertThat(Job.isId(record.defaultJobId())).isTrue();
  }

  /** A record that is audio says in headers what is to be done with it. */
  @Property
  void shouldGiveOneAnswerToRawAudioWithAnyHeaders(
      @ForAll byte[] audio, @ForAll("headers") List<JobRecord.Header> headers) throws Exception {
    Ticket ticket = new Ticket(record(audio, headers), 1, System.nanoTime());

    Answer answer = Processors.answerer(Processors::silence, DEADLINES).answer(ticket);

    answer.error().map(JobError::code).ifPresent(code -> assertThat(code).isIn(EXPECTED));
    assertThat(ResultCodec.decode(answer.bytes()).jobId()).isEqualTo(answer.result().jobId());
    assertThat(Job.isId(answer.result().jobId())).isTrue();
  }

  @Provide
  Arbitrary<List<JobRecord.Header>> headers() {
    Arbitrary<String> names =
        Arbitraries.of(
            "content-type",
            "audio-insight-job-id",
            "audio-insight-analyses",
            "audio-insight-vad-hop-size",
            "audio-insight-vad-threshold",
            "audio-insight-max-speakers",
            "audio-insight-timeout-ms",
            "audio-insight-expires-at",
            "audio-insight-metadata",
            "audio-insight-");
    Arbitrary<byte[]> values =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).injectNull(0.1),
            Arbitraries.strings().map(text -> text.getBytes(UTF_8)),
            Arbitraries.of(
                    "1", "1e400", "snr", "[{}]", "audio/L16;rate=8000", "2026-01-31T12:00:00Z")
                .map(text -> text.getBytes(UTF_8)));
    return Combinators.combine(names, values)
        .as(JobRecord.Header::new)
        .list()
        .ofMaxSize(8)
        .map(JobFuzzTest::ofAudio);
  }

  private static List<JobRecord.Header> ofAudio(List<JobRecord.Header> more) {
    List<JobRecord.Header> headers = new ArrayList<>(more);
    headers.add(0, new JobRecord.Header("content-type", "audio/wav".getBytes(UTF_8)));
    return headers;
  }

  private static void check(byte[] value) throws Exception {
    Ticket ticket = new Ticket(record(value, List.of()), 1, System.nanoTime());
    long limit = FIXED_BYTES + BYTES_FOR_EACH_OF_JSON * (value == null ? 0 : value.length);

    Answer answer =
        Allocation.within(
            limit, () -> Processors.answerer(JobFuzzTest::work, DEADLINES).answer(ticket));

    answer.error().map(JobError::code).ifPresent(code -> assertThat(code).isIn(EXPECTED));
    assertThat(ResultCodec.decode(answer.bytes()).jobId()).isEqualTo(answer.result().jobId());
    assertThat(Job.isId(answer.result().jobId())).isTrue();
  }

  private static Findings work(Job job, Cancellation cancellation) throws JobFailedException {
    // A number of metadata may change its type once: 2e0 is written as 2.
    byte[] written = JobCodec.encode(job);
    assertThat(JobCodec.encode(JobCodec.decode(written, "unused"))).isEqualTo(written);
    return Processors.silence(job, cancellation);
  }

  private static JobRecord record(byte[] value, List<JobRecord.Header> headers) {
    return new JobRecord(new Source("jobs", 0, 7, 1), 0, null, value, headers);
  }
}
