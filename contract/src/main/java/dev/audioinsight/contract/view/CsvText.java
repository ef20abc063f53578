package dev.audioinsight.contract.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Result;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;

/**
 * Results as CSV (RFC 4180), one line each: the columns are fields of the result, by their paths in
 * {@code result.schema.json}. A later version may add columns at the end.
 *
 * <p>What a field lacks is an empty cell; objects are cells of JSON. A cell of text that a
 * spreadsheet could take for a formula begins with an apostrophe. Thread-safe.
 */
final class CsvText implements ResultText {
  static final List<String> COLUMNS =
      List.of(
          "jobId",
          "status",
          "error.code",
          "error.message",
          "error.retryable",
          "audio.durationMs",
          "audio.sampleRateHz",
          "audio.channels",
          "audio.format",
          "audio.sha256",
          "audio.truncated",
          "audio.effectiveBandwidthHz",
          "speech.durationMs",
          "speech.ratio",
          "snr.db",
          "snr.interval90Db.0",
          "snr.interval90Db.1",
          "snr.bound",
          "snr.method",
          "snr.reason",
          "snr.speechLevelDbfs",
          "snr.noiseLevelDbfs",
          "snr.clippedRatio",
          "speakers.count",
          "speakers.confidence",
          "speakers.distribution",
          "speakers.talkShare",
          "timing.queuedMs",
          "timing.totalMs",
          "provenance.version",
          "provenance.worker",
          "source.topic",
          "source.partition",
          "source.offset",
          "source.attempt",
          "metadata");

  /** Metadata keep their digits. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

  private static final String LINE_END = "\r\n";

  /**
   * Where a spreadsheet begins a formula, in letters of both widths: at the start of a cell, and
   * behind a semicolon, for some of them separate by those.
   */
  private static final Pattern FORMULA =
      Pattern.compile("(^|;)(?=[\\s\u00A0\u200B\uFEFF]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");

  @Override
  public String head() {
    return line(COLUMNS);
  }

  @Override
  public String of(String name, Result result) {
    JsonNode json = MAPPER.valueToTree(result);
    return line(
        COLUMNS.stream().map(column -> cell(json.at("/" + column.replace('.', '/')))).toList());
  }

  private static String line(List<String> cells) {
    return CSVFormat.RFC4180.format(cells.toArray()) + LINE_END;
  }

  private static String cell(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isTextual()) {
      return harmless(replaced(value.textValue(), c -> "\uFFFD"));
    }
    if (value.isContainerNode()) {
      // Some spreadsheets separate by semicolons, and would begin a cell in mid-line.
      return replaced(value.toString(), c -> String.format("\\u%04x", c)).replace(";", "\\u003b");
    }
    // A number of the sender's may have an exponent of ten digits: never written out.
    return value.isDouble() ? value.decimalValue().toPlainString() : value.asText();
  }

  private static String harmless(String text) {
    return FORMULA.matcher(text).replaceAll("$1'");
  }

  /** On one line, and without what could steer a terminal; what a job's id may have stays. */
  private static String replaced(String text, IntFunction<String> by) {
    return text.codePoints()
        .mapToObj(c -> isUnprintable(c) ? by.apply(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
