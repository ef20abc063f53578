package dev.audioinsight.cli.manifest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A manifest in CSV: a head of column names, then one row a job. Thread-safe. */
final class CsvRows {
  private static final String METADATA = "metadata.";
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .get();

  /** How the cell of a column becomes a field of the job. */
  private enum Kind {
    TEXT,
    NUMBER,
    LIST
  }

  private record Column(String field, Kind kind) {}

  private static final Map<String, Column> COLUMNS =
      Map.ofEntries(
          Map.entry("file", new Column("/file", Kind.TEXT)),
          Map.entry("uri", new Column("/audio/uri", Kind.TEXT)),
          Map.entry("encoding", new Column("/audio/encoding", Kind.TEXT)),
          Map.entry("jobId", new Column("/jobId", Kind.TEXT)),
          Map.entry("analyses", new Column("/analyses", Kind.LIST)),
          Map.entry("vadHopSize", new Column("/options/vadHopSize", Kind.NUMBER)),
          Map.entry("vadThreshold", new Column("/options/vadThreshold", Kind.NUMBER)),
          Map.entry("minSpeakers", new Column("/options/minSpeakers", Kind.NUMBER)),
          Map.entry("maxSpeakers", new Column("/options/maxSpeakers", Kind.NUMBER)),
          Map.entry("channels", new Column("/options/channels", Kind.TEXT)),
          Map.entry("timeoutMs", new Column("/timeoutMs", Kind.NUMBER)),
          Map.entry("expiresAt", new Column("/expiresAt", Kind.TEXT)));

  private CsvRows() {}

  static List<ManifestRow> read(Reader in, String name) throws IOException {
    List<ManifestRow> rows = new ArrayList<>();
    CSVParser parser = null;
    try {
      parser = FORMAT.parse(in);
      for (String column : parser.getHeaderNames()) {
        requireKnown(column);
      }
      for (CSVRecord record : parser) {
        if (!record.isConsistent()) {
          throw new IllegalArgumentException(
              record.size() + " cells under " + parser.getHeaderNames().size() + " columns");
        }
        rows.add(new ManifestRow(parser.getCurrentLineNumber(), fields(record)));
      }
      return rows;
    } catch (IllegalArgumentException e) {
      throw Manifest.bad(name, parser == null ? 1 : parser.getCurrentLineNumber(), e.getMessage());
    } catch (UncheckedIOException e) {
      // Of the parser: a quote that is never closed, and its like.
      throw Manifest.bad(name, parser.getCurrentLineNumber(), e.getCause().getMessage());
    }
  }

  private static void requireKnown(String column) {
    if (!COLUMNS.containsKey(column)
        && !(column.startsWith(METADATA) && column.length() > METADATA.length())) {
      throw new IllegalArgumentException(
          "there is no column '"
              + column
              + "'; there are "
              + String.join(", ", new TreeSet<>(COLUMNS.keySet()))
              + " and metadata.NAME");
    }
  }

  private static ObjectNode fields(CSVRecord record) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    record
        .toMap()
        .forEach(
            (column, cell) -> {
              if (!cell.isEmpty() && column.startsWith(METADATA)) {
                fields.withObject("/metadata").put(column.substring(METADATA.length()), cell);
              } else if (!cell.isEmpty()) {
                put(fields, column, cell);
              }
            });
    return fields;
  }

  private static void put(ObjectNode fields, String name, String cell) {
    Column column = COLUMNS.get(name);
    int slash = column.field().lastIndexOf('/');
    ObjectNode parent = slash == 0 ? fields : fields.withObject(column.field().substring(0, slash));
    String field = column.field().substring(slash + 1);
    switch (column.kind()) {
      case TEXT -> parent.put(field, cell);
      case NUMBER -> parent.put(field, number(name, cell));
      case LIST -> {
        ArrayNode list = parent.putArray(field);
        for (String item : cell.split("[;,]")) {
          list.add(item.strip());
        }
      }
    }
  }

  private static BigDecimal number(String column, String cell) {
    try {
      return new BigDecimal(cell);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(column + " must be a number");
    }
  }
}
