package dev.audioinsight.worker.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoreTest {
  private static final Path MODELS = Path.of("..", "models");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"vad-snr", "speaker-trunk", "speaker-head"})
  void shouldLoadEachNetworkOfTheProject(String kind) {
    try (OnnxModel model = ModelStore.open(MODELS).network(kind)) {
      assertThat(model.entry().kind()).isEqualTo(kind);
      assertThat(model.entry().label()).matches(".+@[0-9a-f]{12}");
    }
  }

  @Test
  void shouldRefuseAFileOfWhichOneByteWasChanged() throws Exception {
    copyModels();
    Path file = folder.resolve("vad-snr.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> ModelStore.open(folder).network("vad-snr"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vad-snr.onnx")
        .hasMessageContaining("SHA-256");
  }

  @Test
  void shouldRefuseParametersThatWereChanged() throws Exception {
    copyModels();
    Files.writeString(folder.resolve("snr.json"), "{}");

    assertThatThrownBy(() -> ModelStore.open(folder).parameters("snr"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("snr.json");
  }

  @Test
  void shouldNameTheManifestThatIsMissing() {
    assertThatThrownBy(() -> ModelStore.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("manifest.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "[]", "{}", "null", "{\"models\": [{\"name\": \"a\"}]}"})
  void shouldRefuseAManifestThatIsNone(String text) throws Exception {
    Files.writeString(folder.resolve("manifest.json"), text);

    assertThatThrownBy(() -> ModelStore.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("manifest.json");
  }

  @Test
  void shouldNameTheKindThatTheManifestLacks() {
    assertThatThrownBy(() -> ModelStore.open(MODELS).network("language"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("language");
  }

  @Test
  void shouldNameTheFileThatIsMissing() throws Exception {
    copyModels();
    Files.delete(folder.resolve("speaker-head.onnx"));

    assertThatThrownBy(() -> ModelStore.open(folder).network("speaker-head"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("speaker-head.onnx");
  }

  private void copyModels() throws IOException {
    for (String name :
        new String[] {"manifest.json", "vad-snr.onnx", "speaker-head.onnx", "snr.json"}) {
      Files.copy(MODELS.resolve(name), folder.resolve(name));
    }
  }
}
