package dev.audioinsight.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;

  @Test
  void shouldCountSpeechInFramesOf10Milliseconds() throws Exception {
    // Given speech from 1 to 3 s found, and from 2 to 5 s in two turns that overlap
    BitSet reference = Grid.of(List.of(turn(2, 4, "A"), turn(3.5, 5, "B")), 1_000);

    SpeechScore score = SpeechScore.of(speech(1_000, 3_000), reference, Grid.all(1_000), 1_000);

    assertThat(score).isEqualTo(new SpeechScore(100, 100, 200, 600));
    assertThat(score.f1()).isCloseTo(2 * 100.0 / (2 * 100 + 100 + 200), within(1e-12));
    assertThat(score.falseAlarmRate()).isCloseTo(100.0 / 700, within(1e-12));
    assertThat(score.missRate()).isCloseTo(200.0 / 300, within(1e-12));
  }

  @Test
  void shouldCountOnlyWhatIsScored() {
    BitSet reference = Grid.of(List.of(turn(2, 4, "A")), 1_000);
    BitSet scored = Grid.of(List.of(turn(0, 2.5, "")), 1_000);

    SpeechScore score = SpeechScore.of(speech(1_000, 3_000), reference, scored, 1_000);

    assertThat(score).isEqualTo(new SpeechScore(50, 100, 0, 100));
  }

  @Test
  void shouldReadTurnsAndPassOverOtherLines() throws Exception {
    Path rttm =
        rttm(
            ";; a comment", "", "SPKR-INFO a 1 0 9", "SPEAKER a 1 0.5 99 <NA> <NA> anna <NA> <NA>");

    assertThat(Rttm.turns(rttm)).containsExactly(new Rttm.Turn(0.5, 99.5, "anna"));
    assertThat(Grid.of(Rttm.turns(rttm), 100).cardinality()).isEqualTo(50);
  }

  @Test
  void shouldSayWhichLineOfAReferenceIsNoTurn() throws Exception {
    Path rttm = rttm("SPEAKER a 1 soon 99 <NA> <NA> anna <NA> <NA>");

    assertThatThrownBy(() -> Rttm.turns(rttm))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("soon");
  }

  @Test
  void shouldGiveTheAreaUnderTheRocCurveWithTiesCountedHalf() {
    // Given 4 frames: speech at .9 and .5, others at .5 and .1; so 3.5 of 4 pairs are in order
    double[] p = {0.9, 0.5, 0.5, 0.1};
    Ranking ranking = new Ranking();
    BitSet speech = new BitSet();
    speech.set(0, 2);
    // Read far beyond the frames, a lag changes nothing: each value is repeated for 1 s
    ranking.add(s -> p[(int) Math.min(3, s)], wide(speech), Grid.all(400), 400);

    assertThat(ranking.area()).isBetween(3.5 / 4, 3.6 / 4);
  }

  @Test
  void shouldForgiveADetectorThatAnswersLate() {
    BitSet speech = Grid.of(List.of(turn(1, 2, "A")), 300);
    Ranking ranking = new Ranking();
    ranking.add(s -> s >= 1.1 && s < 2.1 ? 1 : 0, speech, Grid.all(300), 300);

    assertThat(ranking.area()).isEqualTo(1);
  }

  @Test
  void shouldHaveNoAreaWithoutBothKinds() {
    Ranking ranking = new Ranking();
    ranking.add(s -> 0.5, Grid.all(100), Grid.all(100), 100);

    assertThat(ranking.area()).isNaN();
  }

  @Test
  void shouldMapSpeakersAsSuitsBestBeforeCountingErrors() {
    // Given A 0..4 s and B 4..10 s; answered: S1 0..5 s, S2 5..9 s
    List<Rttm.Turn> reference = List.of(turn(0, 4, "A"), turn(4, 10, "B"));
    List<Speakers.Turn> answer =
        List.of(new Speakers.Turn(0, 5_000, "S1"), new Speakers.Turn(5_000, 9_000, "S2"));

    DiarizationScore score = DiarizationScore.of(answer, reference, Grid.all(1_000), 1_000, 0);

    assertThat(score).isEqualTo(new DiarizationScore(100, 0, 100, 1_000));
    assertThat(score.rate()).isEqualTo(0.2);
  }

  @Test
  void shouldLeaveOutTheCollarAndCountOverlapOnceForEachSpeaker() {
    List<Rttm.Turn> reference = List.of(turn(0, 6, "A"), turn(4, 10, "B"));
    List<Speakers.Turn> answer =
        List.of(new Speakers.Turn(0, 5_000, "S1"), new Speakers.Turn(5_000, 10_000, "S2"));

    // Between 4 and 6 s one of two is missed; 0.25 s beside 0, 4, 6 and 10 s don't count
    DiarizationScore score = DiarizationScore.of(answer, reference, Grid.all(1_000), 1_000, 0.25);

    assertThat(score).isEqualTo(new DiarizationScore(150, 0, 0, 350 + 2 * 150 + 350));
  }

  @Test
  void shouldSumUpErrorsCoverageCountsAndCalibration() throws Exception {
    Evaluation evaluation = new Evaluation();
    add(evaluation, truth("a.wav", 10.0, 2), done(12, 11, 13, 2, 0.9));
    add(evaluation, truth("b.wav", 10.0, 3), done(9, 8, 11, 1, 0.9));

    Figures figures = evaluation.all();

    assertThat(figures.files()).isEqualTo(2);
    assertThat(figures.snr())
        .isEqualTo(new Figures.SnrFigures(2, 0, 1.5, 0.5, 0.5, 1.25, 4.0, null));
    assertThat(figures.speakers().exact()).isEqualTo(0.5);
    assertThat(figures.speakers().withinOne()).isEqualTo(0.5);
    assertThat(figures.speakers().exactByNumber()).isEqualTo(Map.of(2, 1.0, 3, 0.0));
    assertThat(figures.speakers().calibrationError()).isCloseTo(0.4, within(1e-12));
    assertThat(figures.speakers().sure()).isEqualTo(1);
    assertThat(figures.speakers().exactWhenSure()).isEqualTo(0.5);
    assertThat(figures.vad()).isNull();
    assertThat(figures.cpuSecondsPerHour()).isCloseTo(2 * 0.01 * 3_600 / 2, within(1e-9));
  }

  @Test
  void shouldSumUpByGroup() throws Exception {
    Evaluation evaluation = new Evaluation();
    ManifestRow row = truth("a.wav", 10.0, 2);
    add(
        evaluation,
        new ManifestRow(
            row.file(), List.of("loud", "far"), row.snrDb(), row.speakers(), row.rttm(), row.uem()),
        done(12, 11, 13, 2, 0.9));
    add(evaluation, truth("b.wav", 10.0, 3), done(9, 8, 11, 1, 0.9));

    assertThat(evaluation.groups()).containsOnlyKeys("loud", "far");
    assertThat(evaluation.groups().get("far").files()).isEqualTo(1);
    assertThat(MarkdownReport.sums(evaluation)).contains("| far | 1 |", "| **all** | 2 |");
    assertThat(JsonReport.of(evaluation)).contains("\"far\"", "\"b.wav\"");
  }

  @Test
  void shouldNameTheFailureOfARecordingAndLeaveItOutOfTheFigures() throws Exception {
    Evaluation evaluation = new Evaluation();
    add(
        evaluation,
        truth("a.wav", 10.0, 2),
        new Result.Failed(
            "a",
            new JobError(ErrorCode.CORRUPT_AUDIO, "broken", false),
            null,
            null,
            TIMING,
            MADE_BY,
            null));

    assertThat(MarkdownReport.files(evaluation)).contains("| a.wav | CORRUPT_AUDIO | | | | |");
    assertThat(MarkdownReport.sums(evaluation)).contains("| **all** | 1 (1 failed) | - |");
    assertThat(evaluation.all().snr()).isNull();
  }

  @Test
  void shouldReadTheColumnsThatAManifestHas() throws Exception {
    Path manifest = folder.resolve("m.csv");
    Files.writeString(
        manifest, "other,file,speakers,groups,uem\nx,\"a, b.wav\",2,loud; far,a.uem\ny,c.wav,,,\n");

    assertThat(ManifestRow.read(manifest))
        .containsExactly(
            new ManifestRow(
                folder.resolve("a, b.wav"),
                List.of("loud", "far"),
                Optional.empty(),
                Optional.of(2),
                Optional.empty(),
                Optional.of(folder.resolve("a.uem"))),
            new ManifestRow(
                folder.resolve("c.wav"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void shouldRefuseAManifestWithoutFilesOrWithWordsForNumbers() throws Exception {
    Path manifest = folder.resolve("m.csv");
    for (String text : List.of("name,snrDb\na.wav,1\n", "file,snrDb\na.wav,loud\n")) {
      Files.writeString(manifest, text);

      assertThatThrownBy(() -> ManifestRow.read(manifest))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("m.csv, line 2: ");
    }
  }

  private static final Timing TIMING = new Timing(0, 0, 0, 0, 0, 0);
  private static final Provenance MADE_BY = new Provenance("test", "w", Map.of());

  private static ManifestRow truth(String file, double snrDb, int speakers) {
    return new ManifestRow(
        Path.of(file),
        List.of(),
        Optional.of(snrDb),
        Optional.of(speakers),
        Optional.empty(),
        Optional.empty());
  }

  private static Result done(double db, double low, double high, int speakers, double confidence) {
    return new Result.Completed(
        "a",
        new AudioInfo(1_000, 16_000, 1, "wav", "0".repeat(64)),
        speech(0, 1_000),
        new Snr(
            db,
            List.of(low, high),
            Snr.Method.NEURAL,
            Snr.Bound.EXACT,
            -20.0,
            -40.0,
            0,
            null,
            List.of()),
        new Speakers(speakers, confidence, Map.of(), List.of(), Map.of()),
        null,
        TIMING,
        MADE_BY,
        null);
  }

  private static void add(Evaluation evaluation, ManifestRow truth, Result result)
      throws IOException {
    evaluation.add(truth, result, s -> 0.5, OptionalDouble.of(14), OptionalDouble.empty(), 0.01);
  }

  private static Rttm.Turn turn(double start, double end, String speaker) {
    return new Rttm.Turn(start, end, speaker);
  }

  /** Each frame for a second. */
  private static BitSet wide(BitSet frames) {
    BitSet wide = new BitSet();
    frames.stream().forEach(i -> wide.set(i * 100, i * 100 + 100));
    return wide;
  }

  private static Speech speech(long startMs, long endMs) {
    return new Speech(endMs - startMs, 0.5, List.of(new Speech.Segment(startMs, endMs, 0.9)));
  }

  private Path rttm(String... lines) throws IOException {
    return Files.write(folder.resolve("a.rttm"), List.of(lines));
  }
}
