package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code --speaker-model}, end to end, with a network of random weights. */
class SpeakerModelOptionTest {
  private static final Path NETWORKS = Path.of("src", "test", "resources", "networks");
  private static final Path MODELS = Path.of("..", "models");
  private static final String SAMPLE = "../samples/two-voices-room-25db.wav";
  private static final String PARAMETERS = "embedding.count.json";
  private static final String SHA256 =
      "de66b7955ed5cb0fdee63081a4c95d1ca515537446eee9d7b46e2fc6d98f62e3";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path network;

  @BeforeEach
  void copy() throws Exception {
    network = Files.copy(NETWORKS.resolve("embedding.onnx"), folder.resolve("embedding.onnx"));
  }

  @Test
  void shouldNameTheNetworkThatTellsVoicesApart() throws Exception {
    JsonNode result = analysed(network.toString());

    JsonNode models = result.at("/provenance/models");
    assertThat(models.get("speaker").textValue()).isEqualTo("embedding@" + SHA256.substring(0, 12));
    assertThat(models.get("speakerCount").textValue()).startsWith("speaker-count-cosine@");
    assertThat(result.at("/speakers/count").asInt()).isPositive();
    assertThat(result.at("/speakers/segments")).isNotEmpty();
  }

  @Test
  void shouldNotBeSureOfACountThatNothingWasFittedTo() throws Exception {
    JsonNode result = analysed(network.toString());

    assertThat(result.at("/speakers/confidence").asDouble()).isLessThan(0.605);
  }

  @Test
  void shouldHonourANumberThatIsKnown() throws Exception {
    JsonNode result = analysed(network.toString(), "--min-speakers", "2", "--max-speakers", "2");

    assertThat(result.at("/speakers/count").asInt()).isEqualTo(2);
    assertThat(result.at("/speakers/talkShare")).hasSize(2);
  }

  @Test
  void shouldUseTheParametersBesideTheNetwork() throws Exception {
    Files.copy(NETWORKS.resolve(PARAMETERS), folder.resolve(PARAMETERS));

    JsonNode result = analysed(network.toString());

    assertThat(result.at("/provenance/models/speakerCount").textValue())
        .startsWith("embedding.count@");
  }

  @Test
  void shouldRefuseParametersOfAnotherNetwork() throws Exception {
    String parameters = Files.readString(NETWORKS.resolve(PARAMETERS));
    Files.writeString(folder.resolve(PARAMETERS), parameters.replace(SHA256, "f".repeat(64)));

    assertThat(analyze(network.toString())).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains(PARAMETERS, "fitted to another network");
  }

  @Test
  void shouldRefuseParametersThatAreNone() throws Exception {
    Files.writeString(folder.resolve(PARAMETERS), "{\"most\": 10}");

    assertThat(analyze(network.toString())).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains(PARAMETERS, "CountParameters");
  }

  @Test
  void shouldRefuseParametersThatWereFittedToOtherFeatures() throws Exception {
    String parameters = Files.readString(NETWORKS.resolve(PARAMETERS));
    Files.writeString(folder.resolve(PARAMETERS), parameters.replace("score", "cosine"));

    assertThat(analyze(network.toString())).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains(PARAMETERS, "has the features", "score*logShort");
  }

  @ParameterizedTest
  @ValueSource(strings = {"40-mels", "200-frames", "each-frame"})
  void shouldRefuseANetworkOfAnotherShapeAtTheStart(String name) {
    assertThat(analyze(NETWORKS.resolve(name + ".onnx").toString()))
        .isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains(name + ".onnx", "no speaker network that can be used");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldRefuseAName() {
    assertThat(analyze("nobody")).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("nobody is neither a file nor a model of");
  }

  @Test
  void shouldSayHowToGetAPublicNetworkThatIsNotHere() {
    assertThat(analyze("wespeaker-resnet34-lm")).isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("models fetch wespeaker-resnet34-lm");
  }

  @Test
  void shouldTakeWhatTheManifestNamesTogether() throws Exception {
    Path models = models(SHA256, sha256(NETWORKS.resolve(PARAMETERS)));

    assertThat(run("analyze", "--models", models, "--speaker-model", "test", "--json", SAMPLE))
        .isZero();

    JsonNode names = MAPPER.readTree(out.toString()).at("/provenance/models");
    assertThat(names.get("speaker").textValue()).isEqualTo("test@" + SHA256.substring(0, 12));
    assertThat(names.get("speakerCount").textValue()).startsWith("test-count@");
  }

  @Test
  void shouldRefuseANetworkThatIsNotTheManifests() throws Exception {
    Path models = models("0".repeat(64), sha256(NETWORKS.resolve(PARAMETERS)));

    assertThat(run("analyze", "--models", models, "--speaker-model", "test", SAMPLE))
        .isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains("embedding.onnx", "SHA-256 is " + SHA256);
  }

  @Test
  void shouldRefuseParametersThatAreNotTheManifests() throws Exception {
    Path models = models(SHA256, "0".repeat(64));

    assertThat(run("analyze", "--models", models, "--speaker-model", "test", SAMPLE))
        .isEqualTo(UserException.EXIT_CODE);

    assertThat(err.toString()).contains(PARAMETERS, "SHA-256");
  }

  /** It says so before it looks for a cluster. */
  @Test
  void shouldBeHonouredByTheWorker() {
    Path refused = NETWORKS.resolve("40-mels.onnx");

    int exit = run("worker", "--models", MODELS, "--http-port", "0", "--speaker-model", refused);

    assertThat(exit).isEqualTo(UserException.EXIT_CODE);
    assertThat(err.toString()).contains("no speaker network that can be used");
  }

  /** The project's models folder, with the network and its parameters under names of their own. */
  private Path models(String networkSha256, String parametersSha256) throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Files.copy(NETWORKS.resolve("embedding.onnx"), models.resolve("embedding.onnx"));
    Files.copy(NETWORKS.resolve(PARAMETERS), models.resolve(PARAMETERS));
    for (String name : List.of("vad-snr.onnx", "snr.json")) {
      Files.copy(MODELS.resolve(name), models.resolve(name));
    }
    JsonNode manifest = MAPPER.readTree(MODELS.resolve("manifest.json").toFile());
    ((ArrayNode) manifest.get("models"))
        .addObject()
        .put("name", "test")
        .put("file", "embedding.onnx")
        .put("sha256", networkSha256)
        .put("kind", "speaker-embedding")
        .put("parameters", "test-count");
    ((ArrayNode) manifest.get("models"))
        .addObject()
        .put("name", "test-count")
        .put("file", PARAMETERS)
        .put("sha256", parametersSha256)
        .put("kind", "fitted");
    MAPPER.writeValue(models.resolve("manifest.json").toFile(), manifest);
    return models;
  }

  private JsonNode analysed(String speakerModel, String... more) throws Exception {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "analyze", "--models", MODELS, "--json", "--speaker-model", speakerModel, SAMPLE));
    args.addAll(List.of(more));
    assertThat(run(args.toArray())).as(err.toString()).isZero();
    return MAPPER.readTree(out.toString());
  }

  private int analyze(String speakerModel) {
    return run("analyze", "--models", MODELS, "--speaker-model", speakerModel, SAMPLE);
  }

  private int run(Object... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }
}
