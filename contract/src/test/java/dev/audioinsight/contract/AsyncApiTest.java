package dev.audioinsight.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Feared: a description of the topics that the code has left behind. */
class AsyncApiTest {
  private static final JsonNode DOCUMENT = read("asyncapi.json");

  @Test
  void shouldReferToWhatIsThere() {
    List<String> references = DOCUMENT.findValuesAsText("$ref");

    assertThat(references)
        .hasSizeGreaterThan(10)
        .contains("job.schema.json", "job-headers.schema.json", "result.schema.json")
        .allSatisfy(reference -> assertThat(target(reference).isObject()).as(reference).isTrue());
  }

  @Test
  void shouldNameTheHeadersOfADeadLetter() throws IllegalAccessException {
    JsonNode headers = DOCUMENT.at("/components/schemas/deadLetterHeaders");
    Set<String> required = new TreeSet<>(names(headers.get("properties")));
    required.remove(DeadLetterHeaders.VALUE_OMITTED);
    required.remove(DeadLetterHeaders.HEADERS_OMITTED);
    List<String> always = new ArrayList<>();
    headers.get("required").forEach(name -> always.add(name.textValue()));

    assertThat(names(headers.get("properties"))).containsExactlyInAnyOrderElementsOf(deadLetters());
    assertThat(always).containsExactlyInAnyOrderElementsOf(required);
  }

  @Test
  void shouldKnowTheMessageOfEachChannel() {
    for (JsonNode channel : DOCUMENT.get("channels")) {
      assertThat(channel.get("address").textValue()).startsWith("audio.");
      for (JsonNode message : channel.get("messages")) {
        assertThat(target(message.get("$ref").textValue()).has("payload")).isTrue();
      }
    }
  }

  private static JsonNode target(String reference) {
    return reference.startsWith("#") ? DOCUMENT.at(reference.substring(1)) : read(reference);
  }

  /** The names that the code gives to headers of dead letters. */
  private static List<String> deadLetters() throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (var field : DeadLetterHeaders.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }
    names.remove(DeadLetterHeaders.ECOSYSTEM_PREFIX);
    return names;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode read(String name) {
    try (InputStream in = AsyncApiTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return TestMessages.tree(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
