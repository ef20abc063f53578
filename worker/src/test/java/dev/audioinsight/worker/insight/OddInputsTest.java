package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Schemas;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.fetch.AudioFetcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: an input that gets no valid answer, or a speaker where nobody speaks. */
class OddInputsTest {
  private static final Path SAMPLES = Path.of("..", "samples");

  /** Key A, which stands on no telephone that is sold. */
  private static final String TAKEN_FOR_A_VOICE = "long keys of 697.0 and 1633.0 Hz, 0.3 s long";

  private static final List<ErrorCode> NO_AUDIO =
      List.of(ErrorCode.UNSUPPORTED_FORMAT, ErrorCode.CORRUPT_AUDIO);

  private static final Schema RESULT =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Schemas.result());

  private static final DeadlineTimer DEADLINES = new DeadlineTimer();
  private static InsightEngine engine;
  private static Answerer answerer;

  @TempDir static Path folder;

  @BeforeAll
  static void load() {
    engine =
        InsightEngine.load(
            Path.of("..", "models"), new AudioFetcher(List.of(folder)), Limits.DEFAULT);
    answerer =
        new Answerer(engine, DEADLINES, Answerer.provenance("test", "w-1"), Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    engine.close();
    DEADLINES.close();
  }

  @Test
  void shouldHearNobodyInAnySoundWithoutSpeech() {
    Map<String, byte[]> sounds = OddSounds.all();

    assertThat(sounds).hasSizeGreaterThan(200);
    assertThat(invented(sounds)).isEmpty();
  }

  /** As long as syllables, after silence: the network has to be taught that these are none. */
  @Test
  void shouldHearNobodyInGlidesAndBeeps() {
    Map<String, byte[]> sounds = OddSounds.glides();
    sounds.remove(TAKEN_FOR_A_VOICE);

    assertThat(sounds).hasSizeGreaterThan(60);
    assertThat(invented(sounds)).isEmpty();
  }

  /** Whoever trains the next network sees here what is left. */
  @Test
  void shouldHearNobodyInTheKeyOfNoTelephone() {
    byte[] key = OddSounds.glides().get(TAKEN_FOR_A_VOICE);

    assumeThat(invented(Map.of(TAKEN_FOR_A_VOICE, key)))
        .as("the network takes it for a voice")
        .isEmpty();
  }

  /** The sounds in which somebody was heard; each has its valid answer, and at most one voice. */
  private static Map<String, String> invented(Map<String, byte[]> sounds) {
    Map<String, String> invented = new LinkedHashMap<>();
    sounds.forEach(
        (name, file) -> {
          Result result = answer(AudioSource.Inline.of(file));
          assertThat(result).as(name).isInstanceOf(Result.Completed.class);
          Result.Completed done = (Result.Completed) result;
          if (done.speakers().count() != 0 || done.snr().db() != null) {
            assertThat(done.speakers().count()).as(name).isEqualTo(1);
            invented.put(name, done.speech().durationMs() + " ms");
          }
        });
    return invented;
  }

  @Test
  void shouldAnswerWhatIsNoAudioWithItsCode() {
    OddFiles.all()
        .forEach(
            (name, file) -> {
              Result result = answer(AudioSource.Inline.of(file));
              if (result instanceof Result.Failed failed) {
                assertThat(failed.error().code()).as(name).isIn(NO_AUDIO);
              } else {
                assertThat(((Result.Completed) result).speakers().count()).as(name).isZero();
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio/L8;rate=8000",
        "audio/L16;rate=16000",
        "audio/L24;rate=48000",
        "audio/basic"
      })
  void shouldTakeAnyBytesForNoiseThatAreSaidToBeSamples(String type) {
    Optional<AudioEncoding> encoding = AudioEncoding.ofMediaType(type);
    for (int length : new int[] {0, 1, 2, 3, 1_000, 200_000}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);

      Result result = answer(AudioSource.Inline.of(bytes, encoding));

      assertThat(result).isInstanceOf(Result.Completed.class);
      assertThat(((Result.Completed) result).speakers().count()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone.mp3", "tone.flac", "tone.txt", "tone", "tone.m3u8"})
  void shouldNotMindAWrongExtension(String name) throws IOException {
    Path file = Files.copy(SAMPLES.resolve("tone.wav"), folder.resolve(name));

    Result result = answer(new AudioSource.Remote(file.toRealPath().toUri()));

    assertThat(((Result.Completed) result).speakers().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -20, -50, -65, -80})
  void shouldCountOneVoiceOnceOrNotHearItHoweverSoftItIs(int gainDb) throws Exception {
    float[] voice =
        Wav.values(Wav.decode(Files.readAllBytes(SAMPLES.resolve("one-voice-clean.wav"))));
    for (int i = 0; i < voice.length; i++) {
      voice[i] *= (float) Math.pow(10, gainDb / 20.0);
    }

    Result.Completed result =
        (Result.Completed) answer(AudioSource.Inline.of(Wav.pcm16(Signals.RATE, 1, voice)));

    assertThat(result.speakers().count()).isBetween(gainDb > -50 ? 1 : 0, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no", "hello", "seven", "goodbye"})
  void shouldAnswerOneWord(String word) throws Exception {
    Path file = folder.resolve(word + ".wav");
    assumeThat(spoken(word, file)).as("espeak-ng is there").isTrue();

    Result.Completed result =
        (Result.Completed) answer(new AudioSource.Remote(file.toRealPath().toUri()));

    assertThat(result.speakers().count()).isBetween(0, 1);
  }

  private static boolean spoken(String word, Path file) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of("espeak-ng", "-w", file.toString(), word));
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The answer, valid by its schema. */
  private static Result answer(AudioSource audio) {
    Answer answer = answerer.answer(Job.of("odd", audio));
    String json = new String(answer.bytes(), StandardCharsets.UTF_8);
    assertThat(RESULT.validate(json, InputFormat.JSON)).isEmpty();
    return answer.result();
  }
}
