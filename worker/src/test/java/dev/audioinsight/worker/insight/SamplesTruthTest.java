package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.evaluate.ManifestRow;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTruthTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  private static InsightEngine engine;

  @BeforeAll
  static void load() {
    engine =
        InsightEngine.load(
            Path.of("..", "models"), new AudioFetcher(List.of(SAMPLES)), Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static List<ManifestRow> truth() throws IOException {
    return ManifestRow.read(SAMPLES.resolve("truth.csv"));
  }

  @ParameterizedTest
  @MethodSource("truth")
  void shouldComeWithin4DecibelsOfTheTruth(ManifestRow truth) throws Exception {
    Snr snr = engine.process(job(truth.file()), new Cancellation()).snr().orElseThrow();

    truth.snrDb().ifPresent(db -> assertThat(snr.db()).isCloseTo(db, within(4.0)));
    if (truth.speakers().orElseThrow() == 0) {
      assertThat(snr.db()).isNull();
      assertThat(snr.reason()).isEqualTo(Snr.Reason.NO_SPEECH);
    } else {
      assertThat(snr.db()).isNotNull();
      assertThat(snr.interval90Db().get(0)).isLessThanOrEqualTo(snr.db());
      assertThat(snr.interval90Db().get(1)).isGreaterThanOrEqualTo(snr.db());
    }
  }

  @ParameterizedTest
  @MethodSource("truth")
  void shouldCountVoices(ManifestRow truth) throws Exception {
    Findings findings = engine.process(job(truth.file()), new Cancellation());

    int count = findings.speakers().orElseThrow().count();
    int voices = truth.speakers().orElseThrow();
    assertThat(count).isCloseTo(voices, within(slack(truth)));
    assertThat(findings.speech().segments().isEmpty()).isEqualTo(voices == 0);
  }

  /** A known limit of the model: of three voices it may miss one. */
  private static int slack(ManifestRow truth) {
    return truth.speakers().orElseThrow() > 2 ? 1 : 0;
  }

  @Test
  void shouldGiveTheSameFindingsEachTimeAndOnTwoThreadsAtOnce() throws Exception {
    Path file = SAMPLES.resolve("two-voices-telephone-15db.wav");
    Findings first = engine.process(job(file), new Cancellation());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Findings>> again = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        again.add(threads.submit(() -> engine.process(job(file), new Cancellation())));
      }
      for (Future<Findings> findings : again) {
        assertThat(withoutTiming(findings.get())).isEqualTo(withoutTiming(first));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {160, 256, 320, 480, 512})
  void shouldFindTheSameSpeechOnEveryGridUpToOneHop(int hop) throws Exception {
    Path file = SAMPLES.resolve("one-voice-fan-10db.wav");
    long fine = speech(file, 256, 0.5).durationMs();
    Speech speech = speech(file, hop, 0.5);

    long slack = 2L * hop / 16 * (speech.segments().size() + 1) + 200;
    assertThat(speech.durationMs()).isCloseTo(fine, within(slack));
  }

  @Test
  void shouldFindNoMoreSpeechAtAHigherThreshold() throws Exception {
    for (ManifestRow row : truth()) {
      long lax = speech(row.file(), 256, 0.1).durationMs();
      long middle = speech(row.file(), 256, 0.5).durationMs();
      long strict = speech(row.file(), 256, 0.95).durationMs();

      assertThat(lax).as("%s", row.file()).isGreaterThanOrEqualTo(middle);
      assertThat(middle).as("%s", row.file()).isGreaterThanOrEqualTo(strict);
    }
  }

  @Test
  void shouldHonourTheFewestAndTheMostSpeakers() throws Exception {
    Path one = SAMPLES.resolve("one-voice-fan-10db.wav");
    Path three = SAMPLES.resolve("three-voices-room-20db.wav");

    assertThat(count(three, 1, 1)).isEqualTo(1);
    assertThat(count(three, 1, 2)).isLessThanOrEqualTo(2);
    assertThat(count(three, 4, 6)).isBetween(4, 6);
    assertThat(count(one, 2, 10)).isGreaterThanOrEqualTo(2);
    assertThat(count(one, 20, 20)).as("there is not speech enough for twenty").isBetween(2, 5);
    assertThat(count(SAMPLES.resolve("silence.wav"), 2, 10)).isZero();
  }

  @Test
  void shouldAnswerOnlyWhatIsAskedFor() throws Exception {
    AudioSource audio =
        new AudioSource.Remote(
            SAMPLES.resolve("one-voice-clean.wav").toAbsolutePath().normalize().toUri());

    Findings snr =
        engine.process(job(audio, Options.DEFAULT, Set.of(Analysis.SNR)), new Cancellation());
    Findings speakers =
        engine.process(job(audio, Options.DEFAULT, Set.of(Analysis.SPEAKERS)), new Cancellation());

    assertThat(snr.snr()).isPresent();
    assertThat(snr.speakers()).isEmpty();
    assertThat(speakers.snr()).isEmpty();
    assertThat(speakers.speakers()).isPresent();
  }

  static Stream<float[]> oddRecordings() {
    float[] square = new float[48_000];
    float[] notANumber = new float[48_000];
    float[] noise = new float[48_000];
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 50 % 2 == 0 ? 1 : -1;
      notANumber[i] = Float.NaN;
      noise[i] = (float) random.nextGaussian();
    }
    return Stream.of(
        new float[0], new float[1], new float[160], square, notANumber, noise, new float[4_096]);
  }

  @ParameterizedTest
  @MethodSource("oddRecordings")
  void shouldGiveAValidAnswerForOddRecordings(float[] values) throws Exception {
    Job job = job(inline(values), Options.DEFAULT, Set.of(Analysis.values()));

    Findings findings = engine.process(job, new Cancellation());

    assertThat(findings.audio().durationMs()).isEqualTo(values.length / 16);
    assertThat(findings.speech().ratio()).isBetween(0.0, 1.0);
    Snr snr = findings.snr().orElseThrow();
    assertThat(snr.db() == null).isEqualTo(snr.interval90Db() == null);
    assertThat(findings.speakers().orElseThrow().count() == 0)
        .isEqualTo(findings.speech().segments().isEmpty());
  }

  @Test
  void shouldStopSoonAfterItIsCancelled() throws Exception {
    // Given ten minutes of speech, which take much longer than this test allows
    Job job = job(inline(tenMinutes()), Options.DEFAULT, Set.of(Analysis.values()));
    Cancellation cancellation = new Cancellation();
    CountDownLatch computing = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Findings> findings =
          thread.submit(
              () -> {
                computing.countDown();
                return engine.process(job, cancellation);
              });
      computing.await();
      assertThat(
              catchThrowableOfType(
                  java.util.concurrent.TimeoutException.class,
                  () -> findings.get(200, TimeUnit.MILLISECONDS)))
          .isNotNull();

      // When
      cancellation.cancel();

      // Then
      ExecutionException end =
          catchThrowableOfType(ExecutionException.class, () -> findings.get(2, TimeUnit.SECONDS));
      assertThat(end).isNotNull();
      assertThat(((JobFailedException) end.getCause()).error().code())
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    } finally {
      thread.shutdownNow();
    }
  }

  /** A sample over and over, as floats at 16 kHz. */
  private static float[] tenMinutes() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve("three-voices-room-20db.wav")))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[600 * 16_000];
    int frames = (file.limit() - 44) / 2;
    for (int i = 0; i < values.length; i++) {
      values[i] = file.getShort(44 + 2 * (i % frames)) / 32_768f;
    }
    return values;
  }

  private static Speech speech(Path file, int hop, double threshold) throws JobFailedException {
    Options options = new Options(hop, threshold, 1, 10, ChannelMode.MIX);
    AudioSource audio = new AudioSource.Remote(file.toAbsolutePath().normalize().toUri());
    return engine.process(job(audio, options, Set.of(Analysis.SNR)), new Cancellation()).speech();
  }

  private static int count(Path file, int min, int max) throws JobFailedException {
    Options options = new Options(256, 0.5, min, max, ChannelMode.MIX);
    AudioSource audio = new AudioSource.Remote(file.toAbsolutePath().normalize().toUri());
    return engine
        .process(job(audio, options, Set.of(Analysis.SPEAKERS)), new Cancellation())
        .speakers()
        .orElseThrow()
        .count();
  }

  private static Findings withoutTiming(Findings findings) {
    return new Findings(
        findings.audio(),
        findings.speech(),
        findings.snr(),
        findings.speakers(),
        new Findings.StageTimes(0, 0, 0, 0),
        findings.models());
  }

  private static Job job(Path file) {
    return Job.of("sample", new AudioSource.Remote(file.toAbsolutePath().normalize().toUri()));
  }

  private static Job job(AudioSource audio, Options options, Set<Analysis> analyses) {
    return new Job(
        "made",
        audio,
        analyses,
        options,
        Duration.ofMinutes(5),
        Optional.empty(),
        Optional.empty());
  }

  /** A WAV file of 32-bit floats at 16 kHz. */
  private static AudioSource inline(float[] values) {
    ByteBuffer file = ByteBuffer.allocate(44 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * values.length);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 3).putShort((short) 1).putInt(16_000).putInt(64_000);
    file.putShort((short) 4).putShort((short) 32);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * values.length);
    file.asFloatBuffer().put(values);
    return AudioSource.Inline.of(file.array());
  }
}
