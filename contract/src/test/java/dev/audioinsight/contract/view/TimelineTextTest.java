package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a time line that its readers take for another one. */
class TimelineTextTest {
  private static final ResultText RTTM = new RttmText();
  private static final ResultText WEBVTT = new WebVttText();

  private static final Result CALL =
      Results.of(
          "call-0042",
          new Speakers.Turn(320, 4_110, "S1"),
          new Speakers.Turn(3_600_000 + 61_001, 3_600_000 + 62_000, "S2"),
          new Speakers.Turn(4_000, 4_500, "S2"));

  @Test
  void shouldWriteRttmAsNistHasIt() {
    assertThat(RTTM.head()).isEmpty();
    assertThat(RTTM.of("call-0042", CALL))
        .isEqualTo(
            """
            SPEAKER call-0042 1 0.320 3.790 <NA> <NA> S1 <NA> <NA>
            SPEAKER call-0042 1 4.000 0.500 <NA> <NA> S2 <NA> <NA>
            SPEAKER call-0042 1 3661.001 0.999 <NA> <NA> S2 <NA> <NA>
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "my call.wav, my%20call.wav",
    "100%, 100%25",
    "'', <NA>",
    "<NA>, %3CNA%3E",
    "Gespr\u00e4ch, Gespr\u00e4ch",
    "a\u00a0b\u2028c\u3000d\u0085e, a%C2%A0b%E2%80%A8c%E3%80%80d%C2%85e"
  })
  void shouldKeepWhiteSpaceOutOfTheFieldsOfRttm(String name, String field) {
    assertThat(RTTM.of(name, CALL)).startsWith("SPEAKER " + field + " 1 0.320 ");
  }

  @Property
  void shouldHaveTenFieldsOnEachLineOfRttm(@ForAll String name, @ForAll String speaker) {
    String lines = RTTM.of(name, Results.of("id", new Speakers.Turn(0, 1, speaker)));

    assertThat(lines).endsWith("\n");
    assertThat(lines.strip().split("(?U)\\s+")).hasSize(10);
  }

  @Test
  void shouldWriteWebVttInOrderOfTime() {
    assertThat(WEBVTT.of("call-0042", CALL))
        .isEqualTo(
            """
            WEBVTT - call-0042

            00:00:00.320 --> 00:00:04.110
            <v S1>S1

            00:00:04.000 --> 00:00:04.500
            <v S2>S2

            01:01:01.001 --> 01:01:02.000
            <v S2>S2

            """);
  }

  @Test
  void shouldKeepMarkupOutOfTheTextsOfWebVtt() {
    String text =
        WEBVTT.of("a --> b\nc", Results.of("id", new Speakers.Turn(0, 1, "<b> & -->\r\n\r\nx")));

    assertThat(text)
        .startsWith("WEBVTT - a -> b\uFFFDc\n\n")
        .contains("<v &lt;b&gt; &amp; --&gt;\uFFFD\uFFFD\uFFFD\uFFFDx>&lt;b&gt; &amp; --&gt;");
    assertThat(text.split("-->")).hasSize(2);
  }

  @Test
  void shouldSayAsideWhatATimelineCannot() {
    Result failed = Results.failed("call-7", "no answer");
    Result unasked = Results.completed("call-8", null, null);

    for (ResultText text : List.of(RTTM, WEBVTT)) {
      assertThat(text.unsaid("call-0042", CALL)).isEmpty();
      assertThat(text.unsaid("call-7", failed)).contains("call-7: FETCH_FAILED: no answer");
      assertThat(text.of("call-7", failed)).isEmpty();
      assertThat(text.unsaid("call-8", unasked))
          .contains("call-8: its job did not ask for speakers");
    }
    assertThat(RTTM.of("call-8", unasked)).isEmpty();
    assertThat(WEBVTT.of("call-8", unasked)).isEqualTo("WEBVTT - call-8\n\n");
  }
}
