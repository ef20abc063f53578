package dev.audioinsight.worker.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.audioinsight.worker.http.LoopbackServer;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFetcherTest {
  @TempDir Path folder;

  @Test
  void shouldBreakOffAStreamThatDoesNotEnd() throws Exception {
    HttpServer server = LoopbackServer.create();
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            byte[] block = new byte[1 << 16];
            while (true) {
              body.write(block);
            }
          }
        });
    server.start();
    URI endless = LoopbackServer.uri(server, "/");
    ModelEntry entry = new ModelEntry("m", "m.onnx", "0".repeat(64), "vad", null, endless, null);
    try {
      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> new ModelFetcher(1_000_000).fetch(entry, folder.resolve("m.onnx")))
          .withMessageContaining("more than 1000000 bytes");
      assertThat(folder).isEmptyDirectory();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldRefuseAModelThatComesWithTheProject() {
    ModelEntry own = new ModelEntry("own", "own.onnx", "0".repeat(64), "vad", null, null, null);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> new ModelFetcher(1).fetch(own, folder.resolve("own.onnx")))
        .withMessageContaining("comes with the project");
  }
}
