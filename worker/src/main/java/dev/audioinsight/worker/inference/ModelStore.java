package dev.audioinsight.worker.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The models folder: a manifest, and the files that it names. No byte of a model is used whose
 * checksum is not the manifest's. Thread-safe.
 */
public final class ModelStore {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Path folder;
  private final Manifest manifest;
  private final NetworkMemory memory;

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Manifest(List<ModelEntry> models) {}

  private ModelStore(Path folder, Manifest manifest, NetworkMemory memory) {
    this.folder = folder;
    this.manifest = manifest;
    this.memory = memory;
  }

  /**
   * Opens a models folder.
   *
   * @throws ModelException if it has no readable {@code manifest.json}
   */
  public static ModelStore open(Path folder) {
    return open(folder, NetworkMemory.DEFAULT);
  }

  /**
   * As the other.
   *
   * @param memory of the networks
   */
  public static ModelStore open(Path folder, NetworkMemory memory) {
    Path file = folder.resolve("manifest.json");
    try {
      Manifest manifest = MAPPER.readValue(file.toFile(), Manifest.class);
      if (manifest == null || manifest.models() == null) {
        throw new ModelException(file + " names no models");
      }
      return new ModelStore(folder, manifest, memory);
    } catch (IOException e) {
      throw new ModelException("no readable manifest at " + file + ": " + e.getMessage(), e);
    }
  }

  /** All entries, in the order of the manifest. */
  public List<ModelEntry> entries() {
    return List.copyOf(manifest.models());
  }

  /** The entry of this name. */
  public Optional<ModelEntry> named(String name) {
    return manifest.models().stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** Where the entry's file is, or would be. */
  public Path file(ModelEntry entry) {
    return folder.resolve(entry.file());
  }

  /**
   * Reads the entry's file and compares its checksum.
   *
   * @throws ModelException if it is missing or another
   */
  public void verify(ModelEntry entry) {
    verified(entry);
  }

  /** The entry of this kind; the first, if the manifest has several. */
  public ModelEntry entry(String kind) {
    return manifest.models().stream()
        .filter(entry -> entry.kind().equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    "the manifest of " + folder + " names no model of kind " + kind));
  }

  /** A network, loaded and ready. */
  public OnnxModel network(String kind) {
    ModelEntry entry = entry(kind);
    return OnnxModel.load(entry, verified(entry), memory);
  }

  /**
   * A network by choice: a file of the caller's own, if there is one of this name, or else the
   * manifest's entry of this name.
   *
   * @throws ModelException if it is neither
   */
  public OnnxModel chosen(String nameOrPath) {
    Path file = Path.of(nameOrPath);
    if (Files.isRegularFile(file)) {
      ModelEntry entry = external(file, ".onnx");
      return OnnxModel.load(entry, verified(entry), memory);
    }
    ModelEntry entry =
        named(nameOrPath)
            .orElseThrow(
                () ->
                    new ModelException(nameOrPath + " is neither a file nor a model of " + folder));
    return OnnxModel.load(entry, verified(entry), memory);
  }

  /**
   * The parameters that were fitted to a network: those that its entry names, or else the file
   * beside it, {@code NAME.count.json} for {@code NAME.onnx}, if there is one.
   *
   * @throws ModelException if the manifest lacks what the entry names
   */
  public Optional<ModelEntry> fittedTo(ModelEntry network) {
    String name = network.parameters();
    if (name != null) {
      return Optional.of(
          named(name)
              .orElseThrow(
                  () -> new ModelException("the manifest of " + folder + " names no " + name)));
    }
    Path beside = Path.of(withoutEnding(file(network).toString(), ".onnx") + ".count.json");
    return Files.isRegularFile(beside) ? Optional.of(external(beside, ".json")) : Optional.empty();
  }

  /** Nobody knows the checksum of such a file; results name the one that it has. */
  private static ModelEntry external(Path file, String ending) {
    try {
      String name = withoutEnding(file.getFileName().toString(), ending);
      String sha256 = Sha256.of(Files.readAllBytes(file));
      String path = file.toAbsolutePath().toString();
      return new ModelEntry(name, path, sha256, "external", null, null, null);
    } catch (IOException e) {
      throw new ModelException("the model " + file + " cannot be read", e);
    }
  }

  private static String withoutEnding(String text, String ending) {
    return text.endsWith(ending) ? text.substring(0, text.length() - ending.length()) : text;
  }

  /** The file of parameters of this kind, as JSON. */
  public JsonNode parameters(String kind) {
    return parameters(entry(kind));
  }

  /** A file of parameters, as JSON. */
  public JsonNode parameters(ModelEntry entry) {
    try {
      return MAPPER.readTree(verified(entry));
    } catch (IOException e) {
      throw new ModelException(entry.file() + " is not JSON: " + e.getMessage(), e);
    }
  }

  private byte[] verified(ModelEntry entry) {
    Path file = folder.resolve(entry.file());
    try {
      byte[] bytes = Files.readAllBytes(file);
      String sha256 = Sha256.of(bytes);
      if (!sha256.equals(entry.sha256())) {
        throw new ModelException(
            file + " is not the file that the manifest names: its SHA-256 is " + sha256);
      }
      return bytes;
    } catch (IOException e) {
      String remedy =
          entry.source() == null || Files.exists(file)
              ? ""
              : "; audio-insight models fetch " + entry.name() + " gets it";
      throw new ModelException("the model " + file + " cannot be read" + remedy, e);
    }
  }
}
