package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: an upload that broke off is answered as if it were whole, or not at all. */
class TruncatedAudioTest {
  /** Their index lies at the end: cut, they tell of no sample. */
  private static final List<String> INDEX_LAST = List.of("m4a", "mp4", "mov");

  @AfterEach
  void shouldHaveGivenBackEveryHandle() {
    assertThat(NativeSource.open()).isZero();
  }

  static Stream<String> names() {
    return Formats.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldSayThatAFileIsCutShortAtEachTenthOfIt(String name) throws Exception {
    byte[] whole = Formats.read(name);
    AudioInfo all = Wav.decode(whole).info();
    long before = 0;

    for (int tenth = 1; tenth < 10; tenth++) {
      // Not at the end of a frame: nothing is missing from a stream of whole ones.
      Optional<AudioInfo> cut = decoded(Arrays.copyOf(whole, whole.length * tenth / 10 - 7));

      if (cut.isPresent()) {
        assertThat(cut.get().truncated()).as("%s at %d0 %%", name, tenth).isTrue();
        assertThat(cut.get().durationMs()).isBetween(before, all.durationMs());
        before = cut.get().durationMs();
      }
    }
    assertThat(all.truncated()).isFalse();
    assertThat(before > 0).isEqualTo(!isIndexLast(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9})
  void shouldSayThatAWavFileIsCutShort(int tenth) throws Exception {
    byte[] whole = Wav.pcm16(16_000, 1, new float[16_000]);

    AudioInfo cut = Wav.decode(Arrays.copyOf(whole, whole.length * tenth / 10)).info();

    assertThat(cut.truncated()).isTrue();
    assertThat(Wav.decode(whole).info().truncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0xFFFF_FFFFL, 0x7FFF_F000L})
  void shouldNotMissTheEndOfAStreamWhoseLengthWasNeverKnown(long claimed) throws Exception {
    byte[] stream =
        Wav.riff()
            .format(Wav.PCM, 1, 16_000, 16)
            .claim("data", claimed)
            .raw(new byte[3_200])
            .bytes();

    assertThat(Wav.decode(stream).info().truncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one-voice-clean.2s.flac", "one-voice-fan-10db.mp3", "one-voice-fan-10db.no-xing.mp3",
        "one-voice-fan-10db.aac", "one-voice-fan-10db.ogg", "one-voice-fan-10db.wma"
      })
  void shouldNotTakeATagBehindTheSoundForTheRestOfAPacket(String name) throws Exception {
    byte[] file = Formats.read(name);
    byte[] tagged = Arrays.copyOf(file, file.length + 128);
    System.arraycopy(Formats.ascii("TAGTitle"), 0, tagged, file.length, 8);

    AudioInfo info = Wav.decode(tagged).info();

    assertThat(info.truncated()).isFalse();
    assertThat(info.durationMs()).isEqualTo(Wav.decode(file).info().durationMs());
  }

  @Test
  void shouldNotCallAFileTruncatedThatIsDamagedInTheMiddle() throws Exception {
    byte[] mp3 = Formats.read("one-voice-fan-10db.mp3");
    Arrays.fill(mp3, 15_000, 15_100, (byte) 0);

    AudioInfo damaged = Wav.decode(mp3).info();

    assertThat(damaged.truncated()).isFalse();
    assertThat(damaged.durationMs()).isGreaterThan(8_000);
  }

  private static boolean isIndexLast(String name) {
    return !name.contains("index-first")
        && INDEX_LAST.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static Optional<AudioInfo> decoded(byte[] file) {
    try {
      return Optional.of(Wav.decode(file).info());
    } catch (JobFailedException e) {
      assertThat(e.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO);
      return Optional.empty();
    }
  }
}
