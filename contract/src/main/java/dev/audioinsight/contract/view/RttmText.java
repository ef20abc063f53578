package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import java.util.Locale;
import java.util.Optional;

/**
 * Who speaks when, as NIST's Rich Transcription Time Marked lines (RT-09 evaluation plan, appendix
 * A): {@code SPEAKER file channel start duration <NA> <NA> name <NA> <NA>}, in seconds. Channels
 * count from 1 there, one more than in a result; 1 is the mean of all where they were mixed.
 *
 * <p>White space separates the fields, so that in names it is percent-coded. A comment would be
 * read as a speaker by some tools: there are none. Thread-safe.
 */
final class RttmText implements ResultText {
  private static final String NONE = "<NA>";

  @Override
  public String of(String name, Result result) {
    StringBuilder lines = new StringBuilder();
    for (Speakers.Turn turn : Turns.of(result)) {
      lines.append(
          String.format(
              Locale.ROOT,
              "SPEAKER %s %d %.3f %.3f <NA> <NA> %s <NA> <NA>\n",
              field(name),
              turn.channel() == null ? 1 : turn.channel() + 1,
              turn.startMs() / 1_000.0,
              (turn.endMs() - turn.startMs()) / 1_000.0,
              field(turn.speaker())));
    }
    return lines.toString();
  }

  @Override
  public Optional<String> unsaid(String name, Result result) {
    return Turns.unsaid(name, result);
  }

  private static String field(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    String field = PercentCode.keeping(RttmText::isVisible, text);
    return field.equals(NONE) ? "%3CNA%3E" : field;
  }

  private static boolean isVisible(int c) {
    return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !PlainText.isSteering(c);
  }
}
