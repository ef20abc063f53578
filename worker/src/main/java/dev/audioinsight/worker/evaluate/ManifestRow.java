package dev.audioinsight.worker.evaluate;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * One labelled recording. Immutable.
 *
 * @param file the recording
 * @param groups what it is summed up with, besides all
 * @param snrDb its true SNR, if known
 * @param speakers its true number of speakers, if known
 * @param rttm its reference turns (NIST RTTM), if there are any
 * @param uem what of it is scored (NIST UEM); all of it if there is none
 */
public record ManifestRow(
    Path file,
    List<String> groups,
    Optional<Double> snrDb,
    Optional<Integer> speakers,
    Optional<Path> rttm,
    Optional<Path> uem) {

  /**
   * Reads a manifest: CSV with the columns {@code file} and any of {@code groups} (separated by
   * semicolons), {@code snrDb}, {@code speakers}, {@code rttm} and {@code uem}; paths are relative
   * to the manifest, other columns are ignored.
   */
  public static List<ManifestRow> read(Path manifest) throws IOException {
    Path folder = manifest.toAbsolutePath().getParent();
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
    try (Reader reader = Files.newBufferedReader(manifest, StandardCharsets.UTF_8)) {
      List<ManifestRow> rows = new ArrayList<>();
      for (CSVRecord row : format.parse(reader)) {
        rows.add(
            new ManifestRow(
                folder.resolve(row.get("file")),
                value(row, "groups").map(ManifestRow::split).orElse(List.of()),
                value(row, "snrDb").map(Double::valueOf),
                value(row, "speakers").map(Integer::valueOf),
                value(row, "rttm").map(folder::resolve),
                value(row, "uem").map(folder::resolve)));
      }
      return rows;
    } catch (IllegalArgumentException e) {
      throw new IOException("not a manifest: " + e.getMessage(), e);
    }
  }

  private static List<String> split(String groups) {
    return Arrays.stream(groups.split(";")).map(String::strip).filter(g -> !g.isEmpty()).toList();
  }

  private static Optional<String> value(CSVRecord row, String column) {
    return row.isMapped(column) && row.isSet(column)
        ? Optional.of(row.get(column)).filter(text -> !text.isBlank())
        : Optional.empty();
  }
}
