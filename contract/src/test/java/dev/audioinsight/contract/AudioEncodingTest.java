package dev.audioinsight.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioEncodingTest {

  @ParameterizedTest
  @CsvSource({
    "audio/L16;rate=16000;channels=2, audio/L16;rate=16000;channels=2",
    "audio/l16; RATE=44100, audio/L16;rate=44100;channels=1",
    "' Audio/L16 ; rate=\"8000\" ; ptime=20 ; ', audio/L16;rate=8000;channels=1",
    "audio/L16;rate=16000;endianness=little-endian,"
        + " audio/L16;rate=16000;channels=1;endianness=little-endian",
    "audio/L8;rate=8000;endianness=little-endian, audio/L8;rate=8000;channels=1",
    "audio/L24;rate=96000;channels=8, audio/L24;rate=96000;channels=8",
    "audio/PCMU, audio/PCMU;rate=8000;channels=1",
    "audio/PCMA;rate=16000, audio/PCMA;rate=16000;channels=1",
    "audio/basic, audio/PCMU;rate=8000;channels=1",
    "audio/x-mulaw, audio/PCMU;rate=8000;channels=1",
    "audio/x-alaw, audio/PCMA;rate=8000;channels=1"
  })
  void shouldReadSamplesWithoutAHeader(String text, String canonical) {
    assertThat(AudioEncoding.ofMediaType(text).orElseThrow().mediaType()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio/wav",
        "audio/*",
        "AUDIO/mpeg",
        "audio/ogg; codecs=\"opus, vorbis\"",
        "audio/x"
      })
  void shouldLeaveAudioWithAHeaderToItsBytes(String text) {
    assertThat(AudioEncoding.ofMediaType(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "audio",
        "audio/",
        "audio/ wav",
        "video/mp4",
        "audio/L16",
        "audio/L16;channels=1",
        "audio/L16;rate=0",
        "audio/L16;rate=3999",
        "audio/L16;rate=384001",
        "audio/L16;rate=99999999999999999999",
        "audio/L16;rate=1e4",
        "audio/L16;rate=-8000",
        "audio/L16;rate=\u0668000",
        "audio/L16;rate=8000;rate=16000",
        "audio/L16;rate=8000;channels=0",
        "audio/L16;rate=8000;channels=9",
        "audio/L16;rate=8000;channels=",
        "audio/L16;rate=8000;endianness=middle",
        "audio/L16;rate",
        "audio/L16 rate=8000",
        "audio/L16;rate=\"8000",
        "audio/basic;rate=16000",
        "audio/basic;channels=2",
        "audio/wav\u0000",
        "audio/wav\r\nX: y"
      })
  void shouldRefuseWhatLeavesTheSamplesOpen(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioEncoding.ofMediaType(text))
        .satisfies(
            e -> assertThat(e.getMessage()).startsWith("audio.encoding ").hasSizeLessThan(150));
  }

  @Property
  void shouldReadEveryEncodingAsItWasWritten(@ForAll("encodings") AudioEncoding encoding) {
    assertThat(AudioEncoding.ofMediaType(encoding.mediaType())).contains(encoding);
  }

  @Property
  void shouldReadOrRefuseAnyText(@ForAll String text) {
    try {
      AudioEncoding.ofMediaType("audio/" + text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).startsWith("audio.encoding ");
    }
  }

  @Provide
  Arbitrary<AudioEncoding> encodings() {
    return JobPropertyTest.encodings();
  }
}
