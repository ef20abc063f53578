package dev.audioinsight.worker.evaluate;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * One labelled recording. Immutable.
 *
 * @param file the recording
 * @param snrDb its true SNR, if known
 * @param speakers its true number of speakers, if known
 * @param rttm its reference turns (NIST RTTM), if there are any
 */
public record ManifestRow(
    Path file, Optional<Double> snrDb, Optional<Integer> speakers, Optional<Path> rttm) {

  /**
   * Reads a manifest: CSV with the columns {@code file} and any of {@code snrDb}, {@code speakers}
   * and {@code rttm}; paths are relative to the manifest, others columns are ignored.
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
                value(row, "snrDb").map(Double::valueOf),
                value(row, "speakers").map(Integer::valueOf),
                value(row, "rttm").map(folder::resolve)));
      }
      return rows;
    } catch (IllegalArgumentException e) {
      throw new IOException("not a manifest: " + e.getMessage(), e);
    }
  }

  private static Optional<String> value(CSVRecord row, String column) {
    return row.isMapped(column) && row.isSet(column)
        ? Optional.of(row.get(column)).filter(text -> !text.isBlank())
        : Optional.empty();
  }
}
