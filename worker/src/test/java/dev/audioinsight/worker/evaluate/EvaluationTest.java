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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;

  @Test
  void shouldCountSpeechInFramesOf10Milliseconds() throws Exception {
    // Given speech from 1 to 3 s found, and from 2 to 5 s in two turns that overlap
    Path rttm =
        rttm("SPEAKER a 1 2.0 2.0 <NA> <NA> A <NA>", "SPEAKER a 1 3.5 1.5 <NA> <NA> B <NA>");

    SpeechScore score = SpeechScore.of(speech(1_000, 3_000), rttm, 10_000);

    assertThat(score).isEqualTo(new SpeechScore(100, 100, 200, 600));
    assertThat(score.f1()).isCloseTo(2 * 100.0 / (2 * 100 + 100 + 200), within(1e-12));
    assertThat(score.falseAlarmRate()).isCloseTo(100.0 / 700, within(1e-12));
    assertThat(score.missRate()).isCloseTo(200.0 / 300, within(1e-12));
  }

  @Test
  void shouldPassOverOtherLinesAndTurnsBeyondTheRecording() throws Exception {
    Path rttm = rttm(";; a comment", "", "SPKR-INFO a 1 0 9", "SPEAKER a 1 0.5 99 <NA>");

    assertThat(SpeechScore.of(speech(500, 1_000), rttm, 1_000))
        .isEqualTo(new SpeechScore(50, 0, 0, 50));
  }

  @Test
  void shouldSumUpErrorsCoverageAndCounts() throws Exception {
    Evaluation evaluation = new Evaluation();
    evaluation.add(truth("a.wav", 10.0, 2), done(12, 11, 13, 2));
    evaluation.add(truth("b.wav", 10.0, 3), done(9, 8, 11, 1));

    assertThat(evaluation.markdown().lines())
        .containsExactly(
            "| file | VAD F1 | false alarm | miss | SNR error dB | speakers |",
            "|---|---|---|---|---|---|",
            "| a.wav | - | - | - | +2.0 | 2 of 2 |",
            "| b.wav | - | - | - | -1.0 | 1 of 3 |",
            "| **all 2** | - | - | - | mean absolute 1.5, bias +0.5, in the interval 1 of 2"
                + " | exact 1 of 2, within one 1 |");
  }

  @Test
  void shouldNameTheFailureOfARecordingAndLeaveItOutOfTheFigures() throws Exception {
    Evaluation evaluation = new Evaluation();
    evaluation.add(
        truth("a.wav", 10.0, 2),
        new Result.Failed(
            "a",
            new JobError(ErrorCode.CORRUPT_AUDIO, "broken", false),
            null,
            null,
            TIMING,
            MADE_BY,
            null));

    assertThat(evaluation.markdown())
        .contains("| a.wav | CORRUPT_AUDIO | | | | |")
        .contains("| **all 1** | - | - | - | - | - |");
  }

  @Test
  void shouldReadTheColumnsThatAManifestHas() throws Exception {
    Path manifest = folder.resolve("m.csv");
    Files.writeString(manifest, "other,file,speakers\nx,\"a, b.wav\",2\ny,c.wav,\n");

    assertThat(ManifestRow.read(manifest))
        .containsExactly(
            new ManifestRow(
                folder.resolve("a, b.wav"), Optional.empty(), Optional.of(2), Optional.empty()),
            new ManifestRow(
                folder.resolve("c.wav"), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void shouldRefuseAManifestWithoutFilesOrWithWordsForNumbers() throws Exception {
    Path manifest = folder.resolve("m.csv");
    for (String text : List.of("name,snrDb\na.wav,1\n", "file,snrDb\na.wav,loud\n")) {
      Files.writeString(manifest, text);

      assertThatThrownBy(() -> ManifestRow.read(manifest))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not a manifest");
    }
  }

  private static final Timing TIMING = new Timing(0, 0, 0, 0, 0, 0);
  private static final Provenance MADE_BY = new Provenance("test", "w", Map.of());

  private static ManifestRow truth(String file, double snrDb, int speakers) {
    return new ManifestRow(
        Path.of(file), Optional.of(snrDb), Optional.of(speakers), Optional.empty());
  }

  private static Result done(double db, double low, double high, int speakers) {
    return new Result.Completed(
        "a",
        new AudioInfo(1_000, 16_000, 1, "wav", "0".repeat(64)),
        speech(0, 1_000),
        new Snr(db, List.of(low, high), Snr.Method.NEURAL, Snr.Bound.EXACT, -20.0, -40.0, 0, null),
        new Speakers(speakers, 1, Map.of(), List.of(), Map.of()),
        null,
        TIMING,
        MADE_BY,
        null);
  }

  private static Speech speech(long startMs, long endMs) {
    return new Speech(endMs - startMs, 0.5, List.of(new Speech.Segment(startMs, endMs, 0.9)));
  }

  private Path rttm(String... lines) throws IOException {
    return Files.write(folder.resolve("a.rttm"), List.of(lines));
  }
}
