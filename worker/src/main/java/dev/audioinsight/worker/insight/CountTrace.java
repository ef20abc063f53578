package dev.audioinsight.worker.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells in words how a count came about, phantom voices among it. Thread-safe. */
final class CountTrace {
  private CountTrace() {}

  /**
   * The number, the voices and what was too little to be one, a line each.
   *
   * @param clusters the partition that the answer is read from
   * @param seconds of speech in all
   */
  static List<String> lines(
      CountDistribution distribution,
      List<Voice> clusters,
      int count,
      double seconds,
      CountParameters p) {
    List<Voice> sorted =
        clusters.stream().sorted(Comparator.comparingDouble(voice -> -voice.seconds())).toList();
    int voices = Math.min(count, sorted.size());
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%.1f s of speech, %d clusters; %d with probability %.2f",
            seconds, clusters.size(), count, distribution.probability(count)));
    lines.add("voices: " + seconds(sorted.subList(0, voices)));
    if (voices < sorted.size()) {
      lines.add(
          text(
              "joined to the most similar voice, a voice having at least %.1f s: %s",
              p.floor(seconds), seconds(sorted.subList(voices, sorted.size()))));
    }
    return lines;
  }

  private static String seconds(List<Voice> voices) {
    return voices.stream()
        .map(voice -> text("%.1f s", voice.seconds()))
        .collect(Collectors.joining(", "));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
