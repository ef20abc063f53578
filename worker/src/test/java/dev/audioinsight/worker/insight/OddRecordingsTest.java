package dev.audioinsight.worker.insight;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that are not what anybody expects: each gets a valid answer, and an honest one. */
class OddRecordingsTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  private static InsightEngine engine;

  @TempDir static Path folder;

  @BeforeAll
  static void load() {
    engine =
        InsightEngine.load(
            Path.of("..", "models"), new AudioFetcher(List.of(folder)), Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  static Map<String, float[]> withoutSpeech() {
    Map<String, float[]> signals = new LinkedHashMap<>();
    signals.put("digital zero", Signals.silence(10));
    signals.put("one sample", new float[] {0.5f});
    signals.put("10 ms of noise", Signals.whiteNoise(0.01, 0.1));
    signals.put("0.2 s of noise", Signals.whiteNoise(0.2, 0.1));
    signals.put("0.2 s of tone", Signals.tone(0.2, 440));
    signals.put("constant", Signals.of(10, t -> 0.2));
    signals.put("last bit", Signals.lastBit(10));
    signals.put("tone 440 Hz", Signals.tone(20, 440));
    signals.put("tone 1000 Hz", Signals.tone(20, 1_000));
    signals.put("ringback", Signals.ringback(30));
    signals.put("white noise, soft", Signals.whiteNoise(20, 0.001));
    signals.put("white noise, loud", Signals.whiteNoise(20, 0.2));
    signals.put("pink noise", Signals.pinkNoise(20));
    signals.put("music", Signals.music(20));
    signals.put("knocks", Signals.knocks(20));
    signals.put("bird", Signals.bird(20));
    signals.put("square wave at full scale", Signals.squareAtFullScale(10));
    return signals;
  }

  static List<String> namesWithoutSpeech() {
    return List.copyOf(withoutSpeech().keySet());
  }

  @ParameterizedTest
  @MethodSource("namesWithoutSpeech")
  void shouldHearNobodyWhereNobodySpeaks(String name) throws Exception {
    Findings findings = analyse(wav(withoutSpeech().get(name)));

    assertThat(findings.speech().segments()).isEmpty();
    assertThat(findings.snr().orElseThrow().reason()).isEqualTo(Snr.Reason.NO_SPEECH);
    assertThat(findings.snr().orElseThrow().db()).isNull();
    Speakers speakers = findings.speakers().orElseThrow();
    assertThat(speakers.count()).isZero();
    assertThat(speakers.distribution()).isEqualTo(Map.of("0", 1.0));
  }

  @Test
  void shouldAnswerAVerySoftRecordingAsItsLouderSelf() throws Exception {
    float[] voice = voice("two-voices-room-25db.wav");
    Findings loud = analyse(wav(voice));

    // -50 dBFS in its speech: 16 bits leave some 40 dB below it
    Findings soft = analyse(wav(scaled(voice, level(loud, -50))));

    assertThat(soft.snr().orElseThrow().db()).isCloseTo(loud.snr().orElseThrow().db(), within(2.5));
    assertThat(soft.snr().orElseThrow().speechLevelDbfs()).isCloseTo(-50, within(1.5));
    assertThat(soft.speakers().orElseThrow().count())
        .isEqualTo(loud.speakers().orElseThrow().count());
    assertThat(soft.speech().durationMs())
        .isCloseTo(loud.speech().durationMs(), withinPercentage(15));
  }

  @Test
  void shouldAnswerARecordingThatIsClippedThroughout() throws Exception {
    Findings findings = analyse(wav(scaled(voice("one-voice-clean.wav"), 1_000)));

    assertThat(findings.snr().orElseThrow().clippedRatio()).isGreaterThan(0.3);
    assertThat(findings.speakers().orElseThrow().count()).isBetween(0, 2);
  }

  @Test
  void shouldAnswerTelephoneMuLawAsTheOriginal() throws Exception {
    float[] voice = voice("one-voice-fan-10db.wav");
    float[] narrow = new float[voice.length / 2];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (voice[2 * i] + voice[2 * i + 1]) / 2;
    }

    Findings telephone = analyse(Wav.muLaw(8_000, narrow));
    Findings original = analyse(wav(voice));

    assertThat(telephone.audio().sampleRateHz()).isEqualTo(8_000);
    assertThat(telephone.speakers().orElseThrow().count()).isEqualTo(1);
    assertThat(telephone.snr().orElseThrow().db())
        .isCloseTo(original.snr().orElseThrow().db(), within(4.0));
  }

  @Test
  void shouldAnswerWhatMp3At32KbitLeftAsTheOriginal() throws Exception {
    Path decoded = Path.of("src/test/resources/audio/one-voice-fan-10db.mp3-32k.wav");

    Findings lossy = analyse(Files.readAllBytes(decoded));
    Findings original = analyse(wav(voice("one-voice-fan-10db.wav")));

    assertThat(lossy.speakers().orElseThrow().count()).isEqualTo(1);
    assertThat(lossy.snr().orElseThrow().db())
        .isCloseTo(original.snr().orElseThrow().db(), within(4.0));
    assertThat(lossy.speech().durationMs())
        .isCloseTo(original.speech().durationMs(), withinPercentage(15));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 20})
  void shouldNameAsManySpeakersAsItCountsHoweverManyAreAskedFor(int least) throws Exception {
    float[] voice = voice("one-voice-clean.wav");
    Options options = new Options(256, 0.5, least, 20, ChannelMode.MIX);

    Speakers speakers = analyse(wav(voice), options).speakers().orElseThrow();

    assertThat(speakers.segments().stream().map(Speakers.Turn::speaker).distinct())
        .hasSize(speakers.count());
    assertThat(speakers.count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.4, 0.8})
  void shouldAnswerAWordOfThisManySeconds(double seconds) throws Exception {
    float[] voice = voice("one-voice-clean.wav");
    int start = firstSpeech(voice);
    float[] word = new float[(int) (seconds * Signals.RATE)];
    System.arraycopy(voice, start, word, 0, word.length);

    Findings findings = analyse(wav(word));

    assertThat(findings.speakers().orElseThrow().count()).isBetween(0, 1);
    assertThat(findings.speech().durationMs()).isLessThanOrEqualTo((long) (seconds * 1_000));
  }

  @Test
  void shouldGiveTheSameAnswerTwentyTimesOver() throws Exception {
    byte[] recording = Files.readAllBytes(SAMPLES.resolve("three-voices-room-20db.wav"));
    Findings first = analyse(recording);

    for (int i = 0; i < 20; i++) {
      Findings again = analyse(recording);
      assertThat(again.speech()).isEqualTo(first.speech());
      assertThat(again.snr()).isEqualTo(first.snr());
      assertThat(again.speakers()).isEqualTo(first.speakers());
    }
  }

  @Test
  void shouldGiveTheSameAnswerOnTwoThreadsAsOnOne() throws Exception {
    byte[] recording = Files.readAllBytes(SAMPLES.resolve("three-voices-room-20db.wav"));
    Findings alone = analyse(recording);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Callable<Findings> analysis = () -> analyse(recording);

    try {
      for (Future<Findings> each : threads.invokeAll(nCopies(10, analysis))) {
        assertThat(each.get().speech()).isEqualTo(alone.speech());
        assertThat(each.get().snr()).isEqualTo(alone.snr());
        assertThat(each.get().speakers()).isEqualTo(alone.speakers());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Findings analyse(byte[] wav) throws Exception {
    return analyse(wav, Options.DEFAULT);
  }

  private static Findings analyse(byte[] wav, Options options) throws Exception {
    Path file = Files.write(Files.createTempFile(folder, "odd", ".wav"), wav);
    Job job =
        new Job(
            "odd",
            new AudioSource.Remote(file.toRealPath().toUri()),
            Set.of(Analysis.values()),
            options,
            Duration.ofMinutes(1),
            Optional.empty(),
            Optional.empty());
    return engine.process(job, new Cancellation());
  }

  private static float[] voice(String name) throws Exception {
    return Wav.values(Wav.decode(Files.readAllBytes(SAMPLES.resolve(name))));
  }

  private static byte[] wav(float... signal) {
    return Wav.pcm16(Signals.RATE, 1, signal);
  }

  private static int firstSpeech(float[] voice) throws Exception {
    return (int) (analyse(wav(voice)).speech().segments().get(0).startMs() * 16);
  }

  /** The factor that brings the speech to this level. */
  private static double level(Findings findings, double dbfs) {
    return Math.pow(10, (dbfs - findings.snr().orElseThrow().speechLevelDbfs()) / 20);
  }

  private static float[] scaled(float[] signal, double factor) {
    float[] scaled = new float[signal.length];
    for (int i = 0; i < signal.length; i++) {
      scaled[i] = (float) (signal[i] * factor);
    }
    return scaled;
  }
}
