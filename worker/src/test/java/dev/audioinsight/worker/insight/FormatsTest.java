package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feared: a format that is heard otherwise than the WAV file it was made from, or at other times.
 */
class FormatsTest {
  private static final Path SAMPLES = Path.of("..", "samples");
  private static final Path FORMATS = Path.of("src", "test", "resources", "audio", "formats");

  private static final double SNR_DB = 1.0;

  private static InsightEngine engine;

  @TempDir static Path folder;

  @BeforeAll
  static void load() {
    engine =
        InsightEngine.load(
            Path.of("..", "models"),
            new AudioFetcher(List.of(SAMPLES, FORMATS, folder)),
            Limits.DEFAULT);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource({
    "one-voice-fan-10db.mp3, mp3",
    "one-voice-fan-10db.ogg, ogg",
    "one-voice-fan-10db.opus, ogg",
    "one-voice-fan-10db.webm, matroska",
    "one-voice-fan-10db.m4a, mp4",
    "one-voice-fan-10db.index-first.m4a, mp4",
    "one-voice-fan-10db.cover.m4a, mp4",
    "one-voice-fan-10db.aac, aac",
    "one-voice-fan-10db.awb, amr",
    "one-voice-engine-17db.amr, amr",
    "one-voice-fan-10db.wma, asf",
    "one-voice-fan-10db.adpcm.wav, wav",
    "one-voice-fan-10db.mp4, mp4",
    "one-voice-fan-10db.mov, mp4",
    "one-voice-fan-10db.mkv, matroska",
    "one-voice-fan-10db.second-track.mkv, matroska",
    "two-voices-room-25db.mp3, mp3"
  })
  void shouldHearTheSameAsInTheWavFile(String name, String format) throws Exception {
    Findings heard = analyse(FORMATS.resolve(name));

    assertThat(heard.audio().format()).isEqualTo(format);
    assertThat(heard.audio().truncated()).isFalse();
    assertSame(heard, analyse(original(name)), SNR_DB);
  }

  @Test
  void shouldHearTheSameInAmrButForTheHissThatTheCodecItselfTakesAway() throws Exception {
    // FFmpeg's own decoding to WAV gives the same 1.3 dB: a codec made for speech codes hiss
    // softer.
    Findings heard = analyse(FORMATS.resolve("two-voices-room-25db.amr"));

    assertThat(heard.audio().sampleRateHz()).isEqualTo(8_000);
    assertSame(heard, analyse(original("two-voices-room-25db.amr")), 1.5);
  }

  @Test
  void shouldHearExactlyTheSameInFlac() throws Exception {
    float[] whole =
        Wav.values(Wav.decode(Files.readAllBytes(SAMPLES.resolve("one-voice-clean.wav"))));
    Path cut = folder.resolve("cut.wav");
    Files.write(cut, Wav.pcm16(16_000, 1, Arrays.copyOf(whole, 2 * 16_000)));

    Findings heard = analyse(FORMATS.resolve("one-voice-clean.2s.flac"));

    assertThat(heard.speech()).isEqualTo(analyse(cut).speech());
    assertThat(heard.snr()).isEqualTo(analyse(cut).snr());
    assertThat(heard.speakers()).isEqualTo(analyse(cut).speakers());
  }

  private static void assertSame(Findings heard, Findings original, double snrDb) {
    List<Speech.Segment> segments = heard.speech().segments();
    List<Speech.Segment> expected = original.speech().segments();
    assertThat(segments).hasSameSizeAs(expected);
    for (int i = 0; i < segments.size(); i++) {
      assertThat(segments.get(i).startMs()).isCloseTo(expected.get(i).startMs(), within(50L));
      assertThat(segments.get(i).endMs()).isCloseTo(expected.get(i).endMs(), within(50L));
    }
    assertThat(heard.snr().orElseThrow().db())
        .isCloseTo(original.snr().orElseThrow().db(), within(snrDb));
    assertThat(heard.speakers().orElseThrow().count())
        .isEqualTo(original.speakers().orElseThrow().count());
  }

  private static Path original(String name) {
    String wav = name.substring(0, name.indexOf('.')) + ".wav";
    return Files.exists(FORMATS.resolve(wav)) ? FORMATS.resolve(wav) : SAMPLES.resolve(wav);
  }

  private static Findings analyse(Path file) throws Exception {
    return engine.process(
        Job.of("format", new AudioSource.Remote(file.toRealPath().toUri())), new Cancellation());
  }
}
