package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: an export that another program cannot read, or that names the wrong recording. */
class AnalyzeFormatsTest {
  private static final String TWO = "../samples/two-voices-room-25db.wav";
  private static final String ONE = "../samples/one-voice-fan-10db.wav";
  private static final String TONE = "../samples/tone.wav";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldExportOneLineOfCsvForEachFile() throws Exception {
    Path text = Files.writeString(folder.resolve("=1+1.wav"), "not audio");

    assertThat(analyze("--format", "csv", TWO, text.toString())).isEqualTo(1);

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("jobId,status,");
    assertThat(lines.get(1)).startsWith(TWO + ",ok,,,,").contains(",wav,");
    assertThat(lines.get(2)).contains(",failed,UNSUPPORTED_FORMAT,");
  }

  @Test
  void shouldNameRecordingsInRttmAsTheirLabelsAreNamed() {
    assertThat(analyze("--format", "RTTM", TWO, ONE, TONE)).isZero();

    assertThat(out.toString().lines())
        .isNotEmpty()
        .allMatch(line -> line.matches("SPEAKER [a-z0-9-]+ 1 \\S+ \\S+ <NA> <NA> S\\d <NA> <NA>"));
    assertThat(out.toString().lines().map(line -> line.split(" ")[1]).distinct())
        .containsExactly("two-voices-room-25db", "one-voice-fan-10db");
  }

  @Test
  void shouldNameRecordingsByTheirPathsWhereTheirNamesAreTheSame() throws IOException {
    Path other = Files.copy(Path.of(ONE), folder.resolve("one-voice-fan-10db.wav"));

    assertThat(analyze("--format", "rttm", ONE, other.toString())).isZero();

    assertThat(out.toString().lines().map(line -> line.split(" ")[1]).distinct())
        .containsExactly(ONE, other.toString());
  }

  @Test
  void shouldWriteWebVttThatAPlayerReads() throws Exception {
    assertThat(analyze("--format", "webvtt", "--output", folder.toString(), TWO, TONE)).isZero();

    Path file = folder.resolve("two-voices-room-25db.vtt");
    assertThat(out.toString()).isEmpty();
    assertThat(Files.readString(folder.resolve("tone.vtt"))).isEqualTo("WEBVTT - tone\n\n");
    assertThat(Files.readString(file)).contains("<v S1>S1", "<v S2>S2");
    assumeThat(probed(file)).as("ffprobe is there").isNotNull();
    assertThat(probed(file).lines().filter(line -> line.startsWith("packet|")).count())
        .isEqualTo(Files.readString(file).lines().filter(line -> line.contains(" --> ")).count());
    assertThat(probed(file)).contains("codec_name=webvtt");
  }

  @Test
  void shouldWriteOneWebVttToTheStreamAndNoMore() {
    assertThat(analyze("--format", "webvtt", TWO)).isZero();
    assertThat(out.toString()).startsWith("WEBVTT - two-voices-room-25db\n\n00:00:0");

    assertThat(analyze("--format", "webvtt", TWO, ONE)).isEqualTo(2);
    assertThat(err.toString()).contains("--output FOLDER");
  }

  @Test
  void shouldSayAsideWhatFailedWhereTheFormatCannot() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.wav"), "not audio");

    assertThat(analyze("--format", "rttm", text.toString())).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("notes: UNSUPPORTED_FORMAT: ");
  }

  @Test
  void shouldRefuseTwoFormatsAtOnceAndUnknownOnes() {
    assertThat(analyze("--format", "csv", "--json", TONE)).isEqualTo(2);
    assertThat(analyze("--format", "xml", TONE)).isEqualTo(2);
    assertThat(analyze("--format", "csv", "--output", TWO, TONE)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldMarkARecordingThatWasCutShort() throws Exception {
    byte[] whole = Files.readAllBytes(Path.of(ONE));
    Path half = Files.write(folder.resolve("half.wav"), Arrays.copyOf(whole, whole.length / 2));

    assertThat(analyze(ONE, half.toString())).isZero();

    assertThat(out.toString().lines().filter(line -> line.endsWith("  cut short")))
        .singleElement()
        .asString()
        .contains("half.wav");
  }

  @Test
  void shouldAnalyseWhatHasAnAudioExtensionInAFolderAndBelow() throws Exception {
    Path below = Files.createDirectories(folder.resolve("b/c")).resolve("tone.wav");
    Files.copy(Path.of(TONE), below);
    Path tone = Files.copy(Path.of(TONE), folder.resolve("a.wav"));
    Files.writeString(folder.resolve("notes.txt"), "not audio");

    assertThat(analyze("--format", "csv", folder.toString(), tone.toString())).isZero();

    assertThat(out.toString().lines().skip(1).map(line -> line.split(",")[0]))
        .containsExactly(tone.toString(), below.toString());
  }

  @Test
  void shouldSayWhichFolderHoldsNoAudio() {
    assertThat(analyze(folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no audio file at " + folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "86401"})
  void shouldRefuseATimeLimitThatNoJobCanHave(String seconds) {
    assertThat(analyze("--timeout-seconds", seconds, TONE)).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("--timeout-seconds must be from 1 to 86400");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--max-audio-seconds=0", "--max-audio-bytes=-5"})
  void shouldRefuseALimitThatNoRecordingKeeps(String limit) {
    assertThat(analyze(limit, TONE)).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("must be 1 at least");
  }

  /** What FFmpeg reads in a file; null where it is not installed. */
  private static String probed(Path file) throws IOException {
    try {
      Process probe =
          new ProcessBuilder(
                  "ffprobe",
                  "-v",
                  "error",
                  "-show_entries",
                  "stream=codec_name:packet=pts_time",
                  "-of",
                  "compact",
                  file.toString())
              .redirectErrorStream(true)
              .start();
      return new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }

  private int analyze(String... arguments) {
    List<String> all = new ArrayList<>(List.of("analyze", "--models", "../models"));
    all.addAll(List.of(arguments));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
