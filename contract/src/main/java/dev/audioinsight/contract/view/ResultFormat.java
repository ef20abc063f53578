package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How results are written down. */
public enum ResultFormat {
  /** For people. */
  TABLE("txt") {
    @Override
    ResultText text(int nameWidth) {
      ResultTable table = new ResultTable(nameWidth);
      return new ResultText() {
        @Override
        public String head() {
          return table.header() + "\n";
        }

        @Override
        public String of(String name, Result result) {
          return String.join("\n", table.rows(name, result)) + "\n";
        }
      };
    }
  },
  /** The result as it is on the wire, one a line; what could steer a terminal is escaped. */
  JSON("json") {
    @Override
    ResultText text(int nameWidth) {
      return (name, result) -> json(result) + "\n";
    }
  },
  /** One line a result, for spreadsheets and databases. */
  CSV("csv") {
    @Override
    ResultText text(int nameWidth) {
      return new CsvText();
    }
  },
  /** Who speaks when, for tools that score or train diarization. */
  RTTM("rttm") {
    @Override
    ResultText text(int nameWidth) {
      return new RttmText();
    }
  },
  /** Who speaks when, for players. */
  WEBVTT("vtt") {
    @Override
    ResultText text(int nameWidth) {
      return new WebVttText();
    }
  };

  private final String extension;

  ResultFormat(String extension) {
    this.extension = extension;
  }

  /** A result as one line of JSON, without its line end. */
  public static String json(Result result) {
    return PlainText.json(new String(ResultCodec.encode(result), StandardCharsets.UTF_8));
  }

  /** As options name it, such as {@code webvtt}. */
  public String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it tells of nothing but the time line of one recording. */
  public boolean isTimeline() {
    return this == RTTM || this == WEBVTT;
  }

  /** Whether a file of this format can hold one result only. */
  public boolean isOneFileEach() {
    return this == WEBVTT;
  }

  String extension() {
    return extension;
  }

  /**
   * @param nameWidth columns for names, where the format has columns
   */
  abstract ResultText text(int nameWidth);
}
