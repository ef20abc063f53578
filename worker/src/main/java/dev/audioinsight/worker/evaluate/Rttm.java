package dev.audioinsight.worker.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Readers of NIST's formats: reference turns (RTTM) and scored regions (UEM). */
final class Rttm {
  private Rttm() {}

  /** Who speaks when: seconds from the start of the recording. */
  record Turn(double start, double end, String speaker) {}

  /** The turns of an RTTM file; other lines are passed over. */
  static List<Turn> turns(Path rttm) throws IOException {
    return read(
        rttm,
        fields -> {
          if (fields.size() < 5 || !fields.get(0).equals("SPEAKER")) {
            return null;
          }
          double start = Double.parseDouble(fields.get(3));
          String speaker = fields.size() > 7 ? fields.get(7) : "";
          return new Turn(start, start + Double.parseDouble(fields.get(4)), speaker);
        });
  }

  /** The regions of a UEM file. */
  static List<Turn> regions(Path uem) throws IOException {
    return read(
        uem,
        fields ->
            fields.size() < 4 || fields.get(0).startsWith(";;")
                ? null
                : new Turn(
                    Double.parseDouble(fields.get(2)), Double.parseDouble(fields.get(3)), ""));
  }

  private static List<Turn> read(Path file, Function<List<String>, Turn> line) throws IOException {
    List<Turn> turns = new ArrayList<>();
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      try {
        Turn turn = line.apply(List.of(text.trim().split("\\s+")));
        if (turn != null) {
          turns.add(turn);
        }
      } catch (NumberFormatException e) {
        throw new IOException(file.getFileName() + ": not a number in \"" + text + "\"", e);
      }
    }
    return turns;
  }
}
