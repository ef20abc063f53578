package dev.audioinsight.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of {@code deploy/kubernetes} as trees. Thread-safe. */
final class Manifests {
  private static final Path FOLDER = Path.of("..", "deploy", "kubernetes");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Manifests() {}

  static JsonNode read(String file) throws IOException {
    return YAML.readTree(FOLDER.resolve(file).toFile());
  }

  /** A copy in whose JSON a text that is there is another one. */
  static JsonNode changed(JsonNode tree, String text, String other) throws IOException {
    String json = tree.toString();
    if (!json.contains(text)) {
      throw new AssertionError(text + " is not in " + json);
    }
    return YAML.readTree(json.replace(text, other));
  }

  /** The one container of the workers' pods. */
  static JsonNode container() throws IOException {
    JsonNode containers = pod().get("containers");
    if (containers.size() != 1) {
      throw new AssertionError(containers.size() + " containers");
    }
    return containers.get(0);
  }

  /** The specification of the workers' pods. */
  static JsonNode pod() throws IOException {
    return read("base/statefulset.yaml").at("/spec/template/spec");
  }

  /** What a kustomization sets in the environment of the workers, by name. */
  static Map<String, String> settings(String kustomization) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (JsonNode literal : read(kustomization).at("/configMapGenerator/0/literals")) {
      String[] parts = literal.textValue().split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    return settings;
  }

  /** The element of an array that has this name. */
  static JsonNode named(JsonNode array, String name) {
    return StreamSupport.stream(array.spliterator(), false)
        .filter(element -> element.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing is called " + name + " in " + array));
  }

  /** The bytes that a quantity such as 2Gi stands for. */
  static double bytes(JsonNode quantity) {
    return new Quantity(quantity.textValue()).getNumber().doubleValue();
  }

  /** All files, but the kustomizations, below their folder. */
  static List<Path> resources() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .map(FOLDER::relativize)
          .sorted()
          .toList();
    }
  }
}
