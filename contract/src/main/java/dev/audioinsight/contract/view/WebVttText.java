package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import java.util.Locale;
import java.util.Optional;

/**
 * Who speaks when, as WebVTT (W3C): a cue for each turn, its voice tag and its text the speaker's
 * name. A file holds one recording; a failed one has none. Thread-safe.
 */
final class WebVttText implements ResultText {

  @Override
  public String of(String name, Result result) {
    if (result instanceof Result.Failed) {
      return "";
    }
    StringBuilder text = new StringBuilder("WEBVTT - ").append(title(name)).append("\n\n");
    for (Speakers.Turn turn : Turns.of(result)) {
      String speaker = escaped(turn.speaker());
      text.append(time(turn.startMs()))
          .append(" --> ")
          .append(time(turn.endMs()))
          .append("\n<v ")
          .append(speaker)
          .append('>')
          .append(speaker)
          .append("\n\n");
    }
    return text.toString();
  }

  @Override
  public Optional<String> unsaid(String name, Result result) {
    return Turns.unsaid(name, result);
  }

  private static String time(long ms) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1_000 % 60,
        ms % 1_000);
  }

  /** The arrow belongs to the times of cues. */
  private static String title(String name) {
    return PlainText.of(name).replaceAll("-{2,}>", "->");
  }

  private static String escaped(String text) {
    return PlainText.of(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
