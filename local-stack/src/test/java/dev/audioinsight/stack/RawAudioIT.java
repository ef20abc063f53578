package dev.audioinsight.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.cli.Main;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a record that is audio is answered as another job than its file, or not at all. */
class RawAudioIT extends KafkaIT {
  private static final Path SAMPLE = Path.of("..", "samples", "two-voices-room-25db.wav");
  private static final int WAV_HEAD = 44;

  /** A call in mu-law. */
  private static final Path TELEPHONE = Path.of("..", "samples", "two-voices-telephone-15db.wav");

  private static final int MU_LAW_HEAD = 58;
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir Path folder;

  @Test
  void shouldAnswerAudioOfAPlainProducerAsTheSameFileByItsUri() throws Exception {
    byte[] wav = Files.readAllBytes(SAMPLE);
    sendByUri("by-uri");
    sendRaw(wav, header("content-type", "audio/wav"), header("audio-insight-job-id", "raw"));
    sendRaw(
        bigEndian(wav),
        header("content-type", "audio/L16;rate=16000;channels=1"),
        header("audio-insight-job-id", "without-header"),
        header("audio-insight-metadata", "{\"tenant\": \"acme\"}"),
        header("traceparent", TRACE));
    sendRaw(wav, header("content-type", "audio/wav"));
    analysingWorker();

    String unnamed = topics.jobs() + "-0-3";
    reader.assertEachAnsweredOnce(List.of("by-uri", "raw", "without-header", unnamed), LIMIT);

    Result.Completed byUri = answer("by-uri");
    assertThat(byUri.speakers().count()).isEqualTo(2);
    assertThat(answer("raw").audio()).isEqualTo(byUri.audio());
    for (String id : List.of("raw", "without-header", unnamed)) {
      assertThat(answer(id).speech()).as(id).isEqualTo(byUri.speech());
      assertThat(answer(id).snr()).as(id).isEqualTo(byUri.snr());
      assertThat(answer(id).speakers()).as(id).isEqualTo(byUri.speakers());
    }
    assertThat(answer("without-header").audio().format()).isEqualTo("l16");
    assertThat(answer("without-header").metadata().get("tenant").textValue()).isEqualTo("acme");
    assertThat(record("without-header").headers().lastHeader("traceparent").value())
        .isEqualTo(TRACE.getBytes(UTF_8));
  }

  @Test
  void shouldAnswerTelephoneSamplesWithoutAHeaderAsTheSameInAWavFile() throws Exception {
    byte[] wav = Files.readAllBytes(TELEPHONE);
    byte[] telephone = Arrays.copyOfRange(wav, MU_LAW_HEAD, wav.length);
    sendRaw(wav, header("audio-insight-job-id", "wav"));
    sendRaw(
        telephone, header("content-type", "audio/basic"), header("audio-insight-job-id", "basic"));
    sendRaw(
        telephone,
        header("content-type", "audio/PCMU"),
        header("audio-insight-job-id", "speakers-only"),
        header("audio-insight-analyses", "speakers"));
    analysingWorker();

    reader.assertEachAnsweredOnce(List.of("wav", "basic", "speakers-only"), LIMIT);

    assertThat(answer("wav").speakers().count()).isEqualTo(2);
    assertThat(answer("basic").speech()).isEqualTo(answer("wav").speech());
    assertThat(answer("basic").snr()).isEqualTo(answer("wav").snr());
    assertThat(answer("basic").speakers()).isEqualTo(answer("wav").speakers());
    assertThat(answer("speakers-only").snr()).isNull();
    assertThat(answer("speakers-only").speakers().count()).isEqualTo(2);
  }

  @Test
  void shouldSubmitFilesAsTheyAreAndSamplesWithTheirEncoding() throws Exception {
    Path samples = Files.write(folder.resolve("call.raw"), bigEndian(Files.readAllBytes(SAMPLE)));
    analysingWorker();

    String file = submit("--raw", SAMPLE.toString());
    String raw = submit("--raw", "--encoding", "audio/L16;rate=16000", samples.toString());
    String inline = submit("--inline", "--encoding", "audio/L16;rate=16000", samples.toString());

    for (String table : List.of(file, raw, inline)) {
      assertThat(table).contains("19.1 s", "25.8", " 2 ");
    }
    CommittedReader jobs = opened(new CommittedReader(bootstrapServers(), topics.jobs()));
    jobs.awaitRecords(3, LIMIT);
    assertThat(jobs.records().get(0).value()).isEqualTo(Files.readAllBytes(SAMPLE));
    assertThat(text(jobs.records().get(0), "content-type")).isEqualTo("audio/wav");
    assertThat(text(jobs.records().get(1), "content-type"))
        .isEqualTo("audio/L16;rate=16000;channels=1");
  }

  @Test
  void shouldAnswerEveryRecordWithHostileHeadersAndKeepItsBytes() {
    byte[] audio = {1, 2, 3};
    String flood = "x".repeat(200_000);
    List<List<Header>> hostile =
        List.of(
            List.of(header("audio-insight-vad-hop-size", flood)),
            List.of(header("audio-insight-metadata", "[".repeat(200_000))),
            List.of(header("audio-insight-job-id", flood)),
            List.of(new RecordHeader("audio-insight-metadata", new byte[] {-1, -2, 0})),
            List.of(new RecordHeader("audio-insight-analyses", new byte[] {'s', -61})),
            List.of(header("content-type", "audio/L16;rate=" + flood)),
            List.of(
                new RecordHeader("content-type", new byte[] {'a', 'u', 'd', 'i', 'o', '/', -1})));
    for (List<Header> headers : hostile) {
      sendRaw(audio, headers.toArray(Header[]::new));
    }
    // Of several the last counts; one without a value and unknown ones do not
    sendRaw(
        audio,
        header("audio-insight-timeout-ms", "none"),
        header("audio-insight-timeout-ms", "1000"),
        new RecordHeader("audio-insight-timeout-ms", (byte[]) null),
        header("audio-insight-metadata", "\"" + flood + "\""),
        header("audio-insight-", flood),
        new RecordHeader("", new byte[] {0}),
        header("audio-insight-job-id", "good"));

    worker(new ObedientProcessor(), Map.of());

    reader.awaitRecords(hostile.size() + 1, LIMIT);
    reader.readToEnd();
    assertThat(reader.answers()).hasSize(hostile.size() + 1);
    assertThat(answer("good").metadata().textValue()).hasSize(flood.length());
    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(hostile.size() - 1, LIMIT);
    for (int i = 0; i < hostile.size(); i++) {
      Result.Failed failed = (Result.Failed) result(topics.jobs() + "-0-" + i);
      assertThat(failed.error().message()).startsWith(hostile.get(i).get(0).key() + " ");
      assertThat(failed.error().code())
          .isEqualTo(i == 0 ? ErrorCode.INVALID_OPTIONS : ErrorCode.INVALID_JOB);
    }
    // Options out of range leave no dead letter, as for JSON
    assertThat(letters.records()).hasSize(hostile.size() - 1);
    for (ConsumerRecord<byte[], byte[]> letter : letters.records()) {
      int offset = (int) offset(letter);
      Header sent = hostile.get(offset).get(0);
      assertThat(letter.value()).isEqualTo(audio);
      if (sent.key().equals("audio-insight-job-id")) {
        assertThat(text(letter, sent.key())).isEqualTo(topics.jobs() + "-0-" + offset);
        assertThat(letter.headers().headers(sent.key())).as("as it was sent").contains(sent);
      } else {
        assertThat(letter.headers().headers(sent.key())).containsExactly(sent);
      }
    }
  }

  @Test
  void shouldReplayAudioWithTheHeadersThatMakeItAJob() {
    sendRaw(
        new byte[] {1, 2, 3},
        header("content-type", "audio/wav"),
        header("audio-insight-metadata", "{\"fail\": \"INTERNAL\"}"),
        header("audio-insight-timeout-ms", "5000"));
    Worker first = worker(new ObedientProcessor(), Map.of());
    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(1, LIMIT);
    first.close();

    assertThat(
            command(
                "replay",
                "--all",
                "--dead-letter-topic",
                topics.deadLetters(),
                "--group",
                topics.group() + "-replay"))
        .isZero();

    CommittedReader jobs = opened(new CommittedReader(bootstrapServers(), topics.jobs()));
    jobs.awaitRecords(2, LIMIT);
    ConsumerRecord<byte[], byte[]> again = jobs.records().get(1);
    assertThat(again.value()).isEqualTo(jobs.records().get(0).value());
    assertThat(StreamSupport.stream(again.headers().spliterator(), false).map(Header::key))
        .containsExactly(
            "content-type",
            "audio-insight-metadata",
            "audio-insight-timeout-ms",
            "audio-insight-job-id");
    worker(new ObedientProcessor(), Map.of());
    reader.awaitRecords(2, LIMIT);
    assertThat(reader.answers()).isEqualTo(Map.of(topics.jobs() + "-0-0", 2));
    assertThat(reader.results())
        .allSatisfy(
            result -> assertThat(result.metadata().get("fail").textValue()).isEqualTo("INTERNAL"));
  }

  private void analysingWorker() throws IOException {
    InsightEngine engine =
        opened(
            InsightEngine.load(
                Path.of("..", "models"),
                new AudioFetcher(List.of(SAMPLE.toRealPath().getParent())),
                Limits.DEFAULT));
    opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(bootstrapServers(), Map.of()), 1, "test/in-process", "test"),
            engine));
  }

  private void sendByUri(String jobId) throws IOException {
    sender.sendUri(jobId, SAMPLE.toRealPath().toUri().toString());
  }

  /** Sends audio; its type is {@code audio/wav} unless the headers say another. */
  private void sendRaw(byte[] audio, Header... headers) {
    List<Header> all = new ArrayList<>(List.of(headers));
    if (all.stream().noneMatch(header -> header.key().equals("content-type"))) {
      all.add(0, header("content-type", "audio/wav"));
    }
    sender.sendRecord(new ProducerRecord<>(topics.jobs(), 0, null, null, audio, all));
  }

  private static Header header(String name, String text) {
    return new RecordHeader(name, text.getBytes(UTF_8));
  }

  private Result.Completed answer(String jobId) {
    return (Result.Completed) result(jobId);
  }

  private Result result(String jobId) {
    return reader.results().stream()
        .filter(result -> result.jobId().equals(jobId))
        .findFirst()
        .orElseThrow();
  }

  private ConsumerRecord<byte[], byte[]> record(String jobId) {
    return reader.records().stream()
        .filter(record -> Arrays.equals(record.key(), jobId.getBytes(UTF_8)))
        .findFirst()
        .orElseThrow();
  }

  private static long offset(ConsumerRecord<byte[], byte[]> letter) {
    return ByteBuffer.wrap(letter.headers().lastHeader("kafka_dlt-original-offset").value())
        .getLong();
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    return new String(record.headers().lastHeader(header).value(), UTF_8);
  }

  /** Submits and waits; what was printed. */
  private String submit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("submit", "--wait", "--topic", topics.jobs()));
    all.addAll(List.of("--results-topic", topics.results()));
    all.addAll(List.of(arguments));
    StringWriter out = new StringWriter();
    assertThat(command(out, all.toArray(String[]::new))).as(out.toString()).isZero();
    return out.toString();
  }

  private static int command(String... arguments) {
    return command(new StringWriter(), arguments);
  }

  private static int command(StringWriter out, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-servers", bootstrapServers()));
    PrintWriter writer = new PrintWriter(out, true);
    return Main.commandLine().setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
  }

  /** The samples of a WAV file of 16 bits, the high byte first. */
  private static byte[] bigEndian(byte[] wav) {
    byte[] samples = Arrays.copyOfRange(wav, WAV_HEAD, wav.length);
    for (int i = 0; i + 1 < samples.length; i += 2) {
      byte low = samples[i];
      samples[i] = samples[i + 1];
      samples[i + 1] = low;
    }
    return samples;
  }
}
