package dev.audioinsight.contract.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Result;
import java.util.List;
import java.util.Set;
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

  /** Characters that turn the text behind them around. */
  private static final Set<Byte> DIRECTIONS =
      Set.of(
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
          Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
          Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
          Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
          Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE);

  /** Marks without a width that have the direction of a letter. */
  private static final String MARKS = "\u200E\u200F\u061C";

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
      return harmless(plain(value.textValue()));
    }
    if (value.isContainerNode()) {
      // Some spreadsheets separate by semicolons, and would begin a cell in mid-line.
      return PlainText.json(value.toString()).replace(";", "\\u003b");
    }
    // A number of the sender's may have an exponent of ten digits: never written out.
    return value.isDouble() ? value.decimalValue().toPlainString() : value.asText();
  }

  private static String harmless(String text) {
    return FORMULA.matcher(text).replaceAll("$1'");
  }

  /**
   * On one line, and without what could steer a terminal or turn the rest of the line around. Other
   * format characters may be a part of a job's id, by which its line is found: they stay.
   */
  private static String plain(String text) {
    return text.codePoints()
        .mapToObj(c -> PlainText.isSteering(c) && !isJoiner(c) ? "\uFFFD" : Character.toString(c))
        .collect(Collectors.joining());
  }

  private static boolean isJoiner(int c) {
    return Character.getType(c) == Character.FORMAT
        && !DIRECTIONS.contains(Character.getDirectionality(c))
        && MARKS.indexOf(c) < 0;
  }
}
