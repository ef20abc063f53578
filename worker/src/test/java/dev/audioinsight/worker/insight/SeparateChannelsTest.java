package dev.audioinsight.worker.insight;

import static dev.audioinsight.worker.insight.Calls.at;
import static dev.audioinsight.worker.insight.Calls.later;
import static dev.audioinsight.worker.insight.Calls.louder;
import static dev.audioinsight.worker.insight.Calls.noise;
import static dev.audioinsight.worker.insight.Calls.sum;
import static dev.audioinsight.worker.insight.Calls.wav;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.ChannelResult.State;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: somebody who is heard on two channels counts twice, or one of two who talk is lost. */
class SeparateChannelsTest {
  private static final double SECONDS = 17;
  private static final int LENGTH = (int) (SECONDS * Calls.RATE);

  /** A woman speaks first, and then a man; the gaps hold the noise of his fan alone. */
  private static final float[] WOMAN = at(0.2, SECONDS, Calls.woman());

  private static final float[] MAN = at(8, SECONDS, Calls.man());

  private static InsightEngine engine;

  /** Decodes each channel anew, as for a recording that is too long to be held. */
  private static InsightEngine forgetful;

  @BeforeAll
  static void load() {
    engine = engine(Limits.DEFAULT);
    forgetful = engine(new Limits(1L << 30, Duration.ofHours(1), Duration.ofSeconds(1)));
  }

  private static InsightEngine engine(Limits limits) {
    return InsightEngine.load(
        Path.of("..", "models"), new AudioFetcher(List.of(Calls.SAMPLES)), limits);
  }

  @AfterAll
  static void close() {
    engine.close();
    forgetful.close();
  }

  private static Findings separate(float[]... channels) throws JobFailedException {
    return analysed(engine, ChannelMode.SEPARATE, 1, 10, channels);
  }

  private static Findings analysed(
      InsightEngine with, ChannelMode mode, int fewest, int most, float[]... channels)
      throws JobFailedException {
    return with.process(
        job(new Options(256, 0.5, fewest, most, mode), channels), new Cancellation());
  }

  private static Job job(Options options, float[]... channels) {
    return new Job(
        "call",
        AudioSource.Inline.of(wav(channels)),
        Set.of(Analysis.values()),
        options,
        Duration.ofMinutes(5),
        Optional.empty(),
        Optional.empty());
  }

  private static List<ChannelResult> channels(Findings findings) {
    return findings.channels().orElseThrow();
  }

  private static Speakers speakers(Findings findings) {
    return findings.speakers().orElseThrow();
  }

  @Test
  void shouldCountTheTwoOfACallEachOnTheirOwnChannel() throws Exception {
    Findings call = separate(WOMAN, MAN);

    assertThat(speakers(call).count()).isEqualTo(2);
    assertThat(speakers(call).segments()).extracting(Speakers.Turn::channel).contains(0, 1);
    assertThat(speakers(call).segments().get(0).speaker()).isEqualTo("S1");
    assertThat(channels(call)).extracting(ChannelResult::state).containsOnly(State.LIVE);
    assertThat(channels(call)).extracting(c -> c.speakers().count()).containsExactly(1, 1);
    assertThat(channels(call).get(0).speakers().talkShare()).containsOnlyKeys("S1");
    assertThat(channels(call).get(1).speakers().talkShare()).containsOnlyKeys("S2");
    assertThat(speakers(call).talkShare().values().stream().mapToDouble(d -> d).sum())
        .isCloseTo(1, within(0.002));
    assertThat(channels(call).get(1).snr().db()).isCloseTo(9.9, within(3.0));
    assertThat(channels(call)).extracting(ChannelResult::leakedMs).containsOnly(0L);
  }

  @Test
  void shouldSayOfSpeechAndSnrAtTheTopWhatTheMixSays() throws Exception {
    Findings call = separate(WOMAN, MAN);
    Findings mix = analysed(engine, ChannelMode.MIX, 1, 10, WOMAN, MAN);

    assertThat(call.speech()).isEqualTo(mix.speech());
    assertThat(call.snr()).isEqualTo(mix.snr());
    assertThat(mix.channels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-3, 16", "-6, 300", "-10, 800", "-15, 0", "-20, 0", "-20, 800"})
  void shouldCountWhoeverLeaksIntoTheOtherChannelOnce(double db, int delay) throws Exception {
    float[] first = sum(WOMAN, louder(db, later(delay, MAN)), noise(1, -58, LENGTH));
    float[] second = sum(MAN, louder(db, later(delay, WOMAN)), noise(2, -58, LENGTH));

    Findings call = separate(first, second);

    assertThat(speakers(call).count()).isEqualTo(2);
    assertThat(channels(call)).extracting(c -> c.speakers().count()).containsExactly(1, 1);
    assertThat(channels(call).get(1).leakedMs()).isGreaterThan(3_000);
    assertThat(channels(call).get(1).speech().segments().get(0).startMs()).isGreaterThan(7_500);
  }

  @Test
  void shouldFindNoSpeechWhereAChannelHearsNothingButTheOther() throws Exception {
    float[] second = sum(louder(-20, later(400, MAN)), noise(2, -50, LENGTH));

    Findings call = separate(MAN, second);

    assertThat(speakers(call).count()).isEqualTo(1);
    assertThat(channels(call).get(1).state()).isEqualTo(State.LIVE);
    assertThat(channels(call).get(1).speech().durationMs()).isZero();
    assertThat(channels(call).get(1).snr().reason()).isEqualTo(Snr.Reason.NO_SPEECH);
    assertThat(channels(call).get(1).speakers().count()).isZero();
  }

  @Test
  void shouldKeepBothWhoTalkAtOnce() throws Exception {
    float[] woman = at(0.3, 9, Calls.woman());
    float[] man = at(0.2, 9, Calls.man());

    Findings call = separate(sum(woman, louder(-20, man)), sum(man, louder(-20, woman)));

    assertThat(speakers(call).count()).isEqualTo(2);
    assertThat(channels(call).get(0).speech().durationMs()).isGreaterThan(4_000);
    assertThat(channels(call).get(1).speech().durationMs()).isGreaterThan(4_000);
  }

  @Test
  void shouldCountThoseInOneRoomOnceWhicheverMicrophoneIsNearer() throws Exception {
    float[] first = sum(WOMAN, louder(-2, later(20, MAN)), noise(1, -60, LENGTH));
    float[] second = sum(MAN, louder(-2, later(20, WOMAN)), noise(2, -60, LENGTH));

    assertThat(speakers(separate(first, second)).count()).isEqualTo(2);
  }

  @Test
  void shouldTakeNoWordOfAChannelForAnotherSpeaker() throws Exception {
    float[] word = Arrays.copyOfRange(Calls.man(), 16_000, 28_000);

    Findings call = separate(WOMAN, at(10, SECONDS, word));

    assertThat(channels(call).get(1).speech().durationMs()).isBetween(300L, 1_200L);
    assertThat(speakers(call).count()).isEqualTo(1);
    assertThat(channels(call).get(1).speakers().talkShare()).containsOnlyKeys("S1");
  }

  @Test
  void shouldNameADeadChannel() throws Exception {
    Findings call = separate(new float[LENGTH], WOMAN);

    assertThat(speakers(call).count()).isEqualTo(1);
    ChannelResult dead = channels(call).get(0);
    assertThat(dead.state()).isEqualTo(State.SILENT);
    assertThat(dead.speech().segments()).isEmpty();
    assertThat(dead.speakers()).isEqualTo(SpeakerCounter.nobody());
    assertThat(dead.snr().reason()).isEqualTo(Snr.Reason.NO_SPEECH);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -9})
  void shouldAnalyseACopyOnceAndNameIt(double db) throws Exception {
    float[] both = sum(WOMAN, MAN);

    Findings call = separate(both, louder(db, both));

    assertThat(channels(call).get(1)).isEqualTo(ChannelResult.duplicate(1, 0));
    Findings alone = separate(both);
    assertThat(speakers(call)).isEqualTo(speakers(alone));
    assertThat(channels(call).get(0)).isEqualTo(channels(alone).get(0));
  }

  @Test
  void shouldAnswerOneChannelAsTheMixWouldBeAnswered() throws Exception {
    float[] both = sum(WOMAN, MAN);

    Findings separate = separate(both);
    Speakers mixed = speakers(analysed(engine, ChannelMode.MIX, 1, 10, both));

    assertThat(channels(separate)).hasSize(1);
    assertThat(speakers(separate).count()).isEqualTo(mixed.count());
    assertThat(speakers(separate).confidence()).isEqualTo(mixed.confidence());
    assertThat(speakers(separate).distribution()).isEqualTo(mixed.distribution());
    assertThat(speakers(separate).talkShare()).isEqualTo(mixed.talkShare());
    assertThat(speakers(separate).perSpeakerSnrDb()).isEqualTo(mixed.perSpeakerSnrDb());
    assertThat(channels(separate).get(0).speakers()).isEqualTo(speakers(separate));
  }

  @Test
  void shouldHearAFaintRecordingOfOneChannelAsItsMixIsHeard() throws Exception {
    float[] faint = louder(-54, Calls.man());

    Findings separate = separate(faint);
    Findings mixed = analysed(engine, ChannelMode.MIX, 1, 10, faint);

    assertThat(speakers(mixed).count()).as("it is faint, and speech").isEqualTo(1);
    assertThat(speakers(separate).count()).isEqualTo(1);
    assertThat(channels(separate).get(0).state()).isEqualTo(ChannelResult.State.LIVE);
  }

  @Test
  void shouldHonourTheBoundsOfTheSum() throws Exception {
    assertThat(bounded(1, 1)).isEqualTo(1);
    assertThat(bounded(1, 2)).isEqualTo(2);
    assertThat(bounded(3, 4)).isEqualTo(3);
    assertThat(bounded(20, 20)).as("there is not speech enough for twenty").isBetween(3, 10);
  }

  @Test
  void shouldTellVoicesApartWhereFewerAreAllowedThanThereAreChannels() throws Exception {
    Findings three =
        analysed(engine, ChannelMode.SEPARATE, 1, 2, WOMAN, MAN, Calls.later(9 * 16_000, WOMAN));

    assertThat(speakers(three).count()).isEqualTo(2);
  }

  private static int bounded(int fewest, int most) throws JobFailedException {
    Findings call = analysed(engine, ChannelMode.SEPARATE, fewest, most, WOMAN, MAN);
    Speakers all = speakers(call);
    assertThat(all.segments().stream().map(Speakers.Turn::speaker).distinct()).hasSize(all.count());
    return all.count();
  }

  @Test
  void shouldAnswerALongRecordingAsAShortOneIsAnswered() throws Exception {
    float[] second = sum(MAN, louder(-10, WOMAN));

    Findings held = separate(WOMAN, second);
    Findings decodedAgain = analysed(forgetful, ChannelMode.SEPARATE, 1, 10, WOMAN, second);

    assertThat(decodedAgain.channels()).isEqualTo(held.channels());
    assertThat(decodedAgain.speakers()).isEqualTo(held.speakers());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldAnswerRecordingsWithoutAnySample(int count) throws Exception {
    Findings nothing = separate(Calls.copies(count, new float[0]));

    assertThat(channels(nothing)).hasSize(count);
    assertThat(channels(nothing)).extracting(ChannelResult::state).containsOnly(State.SILENT);
    assertThat(speakers(nothing).count()).isZero();
  }

  @Test
  void shouldRefuseTwoHundredChannelsBeforeAnyIsAnalysed() {
    Job job = job(Options.DEFAULT.with(ChannelMode.SEPARATE), Calls.copies(200, new float[16_000]));

    assertThatThrownBy(() -> engine.process(job, new Cancellation()))
        .isInstanceOfSatisfying(
            JobFailedException.class,
            e -> {
              assertThat(e.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
              assertThat(e.error().message()).contains("200 channels, 1 to 8 are read");
            });
  }

  @Test
  void shouldAnswerOnlyWhatIsAskedFor() throws Exception {
    Job job =
        new Job(
            "call",
            AudioSource.Inline.of(wav(WOMAN, MAN)),
            Set.of(Analysis.SNR),
            Options.DEFAULT.with(ChannelMode.SEPARATE),
            Duration.ofMinutes(5),
            Optional.empty(),
            Optional.empty());

    Findings findings = engine.process(job, new Cancellation());

    assertThat(findings.speakers()).isEmpty();
    assertThat(channels(findings)).extracting(ChannelResult::speakers).containsOnlyNulls();
    assertThat(channels(findings).get(0).snr().db()).isNotNull();
  }
}
