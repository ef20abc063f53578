package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.http.LoopbackServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a server that is wrong, large or away costs more than its own job, or tells too much. */
class HttpFetcherTest {
  @TempDir Path folder;
  private Fetching fetching;

  @BeforeEach
  void open() {
    fetching = new Fetching(folder);
  }

  @AfterEach
  void close() {
    fetching.close();
  }

  @Test
  void shouldFetchFromAServer() throws Exception {
    HttpServer server = LoopbackServer.create();
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = RawServer.bytes(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
          }
        });
    server.start();
    try {
      assertThat(fetching.text(at(server.getAddress().getPort(), "/a%20b.wav?x=%2F&y")))
          .isEqualTo("/a%20b.wav?x=%2F&y");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldAskForTheAudioAsItIsAndNameTheHost() throws Exception {
    try (RawServer server = RawServer.saying(ok("abc"))) {
      assertThat(fetching.text(at(server, "/a.wav"))).isEqualTo("abc");

      String request = server.requests().get(0).toLowerCase(Locale.ROOT);
      assertThat(request)
          .startsWith("get /a.wav http/1.1\r\n")
          .contains("host: audio.example:" + server.port(), "accept-encoding: identity")
          .doesNotContain("authorization", "cookie", "referer", "upgrade");
    }
  }

  @Test
  void shouldReadABodyWithoutALengthAndGiveItAsOftenAsItIsAskedFor() throws Exception {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
    try (RawServer server = RawServer.saying(chunked);
        FetchedAudio audio = fetching.fetch(at(server, "/"))) {
      for (int i = 0; i < 2; i++) {
        try (InputStream in = Channels.newInputStream(audio.open())) {
          assertThat(in.readAllBytes()).isEqualTo(RawServer.bytes("abcd"));
        }
      }
      assertThat(audio.length()).isEqualTo(4);
      assertThat(fetching.spool.heldBytes()).isEqualTo(4);
    }
    assertThat(fetching.spool.heldBytes()).isZero();
  }

  @Test
  void shouldKeepALargeBodyInAFileThatNobodyFinds() throws Exception {
    byte[] large = new byte[(int) Spool.MAX_IN_MEMORY + 70_000];
    large[large.length - 1] = 7;
    try (RawServer server = RawServer.saying(head(large.length, large));
        FetchedAudio audio = fetching.fetch(at(server, "/"))) {
      try (InputStream in = Channels.newInputStream(audio.open())) {
        assertThat(in.readAllBytes()).isEqualTo(large);
      }
      assertThat(fetching.spool.heldBytes()).isEqualTo(large.length);
    }
    assertThat(fetching.spool.heldBytes()).isZero();
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, false",
    "410, NOT_FOUND, false",
    "400, FETCH_FAILED, false",
    "401, FETCH_FAILED, false",
    "403, FETCH_FAILED, false",
    "407, FETCH_FAILED, false",
    "204, FETCH_FAILED, false",
    "206, FETCH_FAILED, false",
    "304, FETCH_FAILED, false",
    "408, FETCH_FAILED, true",
    "425, FETCH_FAILED, true",
    "429, FETCH_FAILED, true",
    "500, FETCH_FAILED, true",
    "503, FETCH_FAILED, true"
  })
  void shouldNameTheStatusAndNothingThatTheServerSays(int status, ErrorCode code, boolean mayPass)
      throws Exception {
    String answer =
        "HTTP/1.1 "
            + status
            + " s3cret-reason\r\nX-Secret: s3cret\r\nWWW-Authenticate: Basic realm=s3cret\r\n"
            + (status == 204 || status == 304 ? "\r\n" : "Content-Length: 6\r\n\r\ns3cret");
    try (RawServer server = RawServer.saying(answer)) {
      JobError error = fetching.error(at(server, "/a.wav?token=s3cret"));

      assertThat(error.code()).isEqualTo(code);
      assertThat(error.retryable()).isEqualTo(mayPass);
      assertThat(error.message()).contains("" + status).doesNotContain("s3cret", "token");
      assertThat(server.connections()).as("no attempt of its own").isEqualTo(1);
    }
  }

  @Test
  void shouldSayOfNoServerThatItMayComeBack() throws Exception {
    int port;
    try (RawServer server = RawServer.saying("")) {
      port = server.port();
    }

    JobError refused = fetching.error(at(port, "/"));
    JobError unknown = fetching.error("http://nobody.example/?token=s3cret");

    assertThat(refused).isEqualTo(mayPass("the host could not be reached"));
    assertThat(unknown).isEqualTo(mayPass("the host's name could not be looked up"));
  }

  @Test
  void shouldTryTheNextAddressOfAHost() throws Exception {
    // Given a host with two addresses, of which one has no server
    Fetching twoAddresses = new Fetching(folder);
    try (twoAddresses;
        RawServer server = RawServer.saying(ok("abc"))) {
      twoAddresses.answer(Fetching.OPENED, "127.0.0.2", "127.0.0.1");
      assertThat(twoAddresses.text(at(server, "/"))).isEqualTo("abc");

      assertThat(twoAddresses.text(at(server, "/"))).isEqualTo("abc");
      assertThat(twoAddresses.lookups()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "not HTTP\r\n\r\n",
        ""
      })
  void shouldNotTakeABrokenAnswerForAudio(String answer) throws Exception {
    try (RawServer server = RawServer.saying(answer)) {
      assertThat(fetching.error(at(server, "/")).code()).isEqualTo(ErrorCode.FETCH_FAILED);
    }
  }

  @Test
  void shouldRefuseACompressedAnswer() throws Exception {
    String gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc";
    try (RawServer server = RawServer.saying(gzip)) {
      JobError error = fetching.error(at(server, "/"));

      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(error.retryable()).isFalse();
      assertThat(error.message()).contains("compressed");
    }
  }

  @Test
  void shouldRefuseTenGigabytesAtTheirDeclaration() throws Exception {
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"));
              endless(out);
            })) {
      long start = System.nanoTime();

      JobError error = fetching.error(at(server, "/"));

      assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void shouldBreakAnEndlessStreamOffAtTheLimit() throws Exception {
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
              endless(out);
            })) {
      JobError error = fetching.error(at(server, "/"));

      assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE);
      assertNothingIsLeft();
    }
  }

  @Test
  void shouldRefuseEndlessHeaders() throws Exception {
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nX: "));
              endless(out);
            })) {
      assertThat(fetching.error(at(server, "/")).code()).isEqualTo(ErrorCode.FETCH_FAILED);
    }
  }

  @Test
  void shouldSendUserInfoAsCredentialsAndShowThemToNobody() throws Exception {
    try (RawServer server = RawServer.saying("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) {
      JobError error =
          fetching.error("http://ann:hunter%202@audio.example:" + server.port() + "/?s=s3cret");

      String credentials = Base64.getEncoder().encodeToString(RawServer.bytes("ann:hunter 2"));
      assertThat(server.requests().get(0)).contains("Authorization: Basic " + credentials);
      assertThat(error.message()).doesNotContain("ann", "hunter", "s3cret", "audio.example");
    }
  }

  private static void endless(OutputStream out) throws java.io.IOException {
    byte[] block = new byte[8_192];
    java.util.Arrays.fill(block, (byte) 'x');
    while (true) {
      out.write(block);
    }
  }

  private void assertNothingIsLeft() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static JobError mayPass(String message) {
    return new JobError(ErrorCode.FETCH_FAILED, message, true);
  }

  private static RawServer.Talk head(int length, byte[] body) {
    return (request, out) -> {
      out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"));
      out.write(body);
    };
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String at(RawServer server, String path) {
    return at(server.port(), path);
  }

  private static String at(int port, String path) {
    return "http://" + Fetching.OPENED + ":" + port + path;
  }
}
