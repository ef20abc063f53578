package dev.audioinsight.worker.evaluate;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
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
   *
   * @throws IOException if it cannot be read, a row says what cannot be, or there is none; the
   *     message names file and line
   */
  public static List<ManifestRow> read(Path manifest) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).get();
    List<ManifestRow> rows = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(manifest, StandardCharsets.UTF_8);
        CSVParser parser = format.parse(reader)) {
      for (CSVRecord row : parser) {
        rows.add(of(row, manifest, parser.getCurrentLineNumber()));
      }
    } catch (NoSuchFileException e) {
      throw new IOException("there is no manifest " + manifest, e);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new IOException(manifest + " is no manifest: " + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new IOException(manifest + " names no recording");
    }
    return rows;
  }

  private static ManifestRow of(CSVRecord row, Path manifest, long line) throws IOException {
    Path folder = manifest.toAbsolutePath().getParent();
    try {
      return new ManifestRow(
          folder.resolve(row.get("file")),
          value(row, "groups").map(ManifestRow::split).orElse(List.of()),
          value(row, "snrDb").map(Double::valueOf),
          value(row, "speakers").map(Integer::valueOf),
          value(row, "rttm").map(folder::resolve),
          value(row, "uem").map(folder::resolve));
    } catch (IllegalArgumentException e) {
      throw new IOException(manifest + ", line " + line + ": " + e.getMessage(), e);
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
