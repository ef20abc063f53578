package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.audioinsight.worker.http.LoopbackServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final byte[] MODEL = "a model".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = LoopbackServer.create();
    server.createContext("/model", exchange -> answer(exchange, 200, MODEL));
    server.createContext("/moved", ModelsCommandTest::redirect);
    server.createContext("/none", exchange -> answer(exchange, 404, new byte[0]));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldListWhatIsHereAndWhatIsNot() throws Exception {
    manifest("/model", sha256(MODEL));

    assertThat(run("list")).isZero();

    assertThat(out.toString())
        .contains("public-vad", sha256(MODEL).substring(0, 12), "absent", "MIT");
  }

  @Test
  void shouldFetchAModelAndVerifyIt() throws Exception {
    manifest("/model", sha256(MODEL));

    assertThat(run("fetch", "public-vad")).isZero();

    assertThat(folder.resolve("more/public.onnx")).hasBinaryContent(MODEL);
    assertThat(run("verify")).isZero();
    assertThat(out.toString()).contains("public-vad: right");
  }

  @Test
  void shouldFollowARedirect() throws Exception {
    manifest("/moved", sha256(MODEL));

    assertThat(run("fetch", "public-vad")).isZero();
  }

  @Test
  void shouldKeepNothingWhoseChecksumIsAnother() throws Exception {
    manifest("/model", "0".repeat(64));

    assertThat(run("fetch", "public-vad")).isEqualTo(1);

    assertThat(err.toString()).contains("not the file that the manifest names");
    assertThat(files()).containsExactly("manifest.json");
  }

  @Test
  void shouldSayWhichStatusTheSourceGave() throws Exception {
    manifest("/none", sha256(MODEL));

    assertThat(run("fetch", "public-vad")).isEqualTo(1);

    assertThat(err.toString()).contains("404");
    assertThat(files()).containsExactly("manifest.json");
  }

  @Test
  void shouldFindAFileThatHasChanged() throws Exception {
    manifest("/model", sha256(MODEL));
    assertThat(run("fetch", "public-vad")).isZero();
    Files.writeString(folder.resolve("more/public.onnx"), "another");

    assertThat(run("verify")).isEqualTo(1);

    assertThat(out.toString()).contains("public-vad: WRONG");
  }

  @Test
  void shouldSayThatThereIsNoSuchModel() throws Exception {
    manifest("/model", sha256(MODEL));

    assertThat(run("fetch", "another")).isEqualTo(UserException.EXIT_CODE);
    assertThat(err.toString()).contains("names no model another");
  }

  private int run(String... command) {
    String[] args = new String[command.length + 3];
    args[0] = "models";
    args[1] = "--models";
    args[2] = folder.toString();
    System.arraycopy(command, 0, args, 3, command.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private void manifest(String path, String sha256) throws IOException {
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        {"models": [{"name": "public-vad", "file": "more/public.onnx", "sha256": "%s",
          "kind": "vad", "licence": "MIT", "source": "http://127.0.0.1:%d%s"}]}
        """
            .formatted(sha256, server.getAddress().getPort(), path));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Location", "/model");
    answer(exchange, 302, new byte[0]);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
