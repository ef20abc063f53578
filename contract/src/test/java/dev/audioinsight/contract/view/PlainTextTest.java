package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a text that steers a terminal, or JSON that says something else for it. */
class PlainTextTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b]0;owned\u0007",
        "\u009b2J",
        "\u0085next",
        "a\tb\r\nc\u2028d\u2029e",
        "\u202Egnp.exe",
        "\u2066x\u2069",
        "\u200Fx",
        "\uDB40\uDC41tag",
        "\uD800unpaired",
        "\uFEFFmark\u007f",
      })
  void shouldLeaveNothingBehindThatSteers(String text) throws Exception {
    String json = PlainText.json(TextNode.valueOf(text).toString());

    assertThat(PlainText.of(text).codePoints()).noneMatch(PlainText::isSteering);
    assertThat(json.codePoints()).noneMatch(PlainText::isSteering);
    assertThat(MAPPER.readTree(json).textValue()).isEqualTo(text);
  }

  @Property
  void shouldSayTheSameInJson(@ForAll String text) throws Exception {
    String json = PlainText.json(MAPPER.createObjectNode().put(text, text).toString());

    assertThat(json.codePoints()).noneMatch(PlainText::isSteering);
    assertThat(MAPPER.readTree(json).get(text).textValue()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "größer", "日本語", "🙂", "a b", "\\u001b \" /"})
  void shouldLeaveHarmlessTextAsItIs(String text) {
    assertThat(PlainText.of(text)).isEqualTo(text);
    assertThat(PlainText.json(text)).isEqualTo(text);
  }
}
