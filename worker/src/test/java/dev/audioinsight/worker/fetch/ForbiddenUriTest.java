package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a job reads, through the worker, what only the worker's own network may see. */
class ForbiddenUriTest {
  @TempDir Path folder;
  private Fetching fetching;
  private RawServer secret;

  @BeforeEach
  void open() {
    fetching = new Fetching(folder);
    secret = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ns3cret");
  }

  @AfterEach
  void close() throws Exception {
    fetching.close();
    secret.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/",
        "http://127.0.0.1.:PORT/",
        "http://127.1:PORT/",
        "http://2130706433:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://017700000001:PORT/",
        "http://0x7f.0.0.1:PORT/",
        "http://0x7f000001:PORT/",
        "http://[::1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::ffff:7f00:1]:PORT/",
        "http://[::127.0.0.1]:PORT/",
        "http://[64:ff9b::7f00:1]:PORT/",
        "http://0.0.0.0:PORT/",
        "http://[::]:PORT/",
        "http://8.8.8.8@127.0.0.1:PORT/",
        "http://audio.example@127.0.0.1:PORT/",
        "http://169.254.169.254/latest/meta-data/",
        "http://private.example:PORT/",
        "http://PRIVATE.example.:PORT/",
        "http://mixed.example:PORT/",
        "http://mapped.example:PORT/"
      })
  void shouldRefuseEverySpellingOfAPrivateAddress(String uri) {
    fetching.answer("private.example", "127.0.0.1");
    fetching.answer("mixed.example", "8.8.8.8", "127.0.0.1");
    fetching.answer("mapped.example", "::ffff:127.0.0.1");

    JobError error = fetching.error(uri.replace("PORT", "" + secret.port()));

    assertThat(error.code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(error.retryable()).isFalse();
    assertThat(secret.connections()).as("connections").isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:PORT/",
        "//127.0.0.1:PORT/",
        "http://private.example:PORT/",
        "http://[::1]:PORT/",
        "http://2130706433:PORT/",
        "file:///etc/passwd",
        "ftp://audio.example/",
        "http://audio.example:PORT:PORT/"
      })
  void shouldRefuseARedirectThere(String location) throws Exception {
    fetching.answer("private.example", "127.0.0.1");
    String target = location.replace("PORT", "" + secret.port());
    try (RawServer server = redirecting(target)) {
      JobError error = fetching.error(opened(server.port()));

      assertThat(error.code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
      assertThat(server.connections()).isEqualTo(1);
      assertThat(secret.connections()).as("connections").isZero();
    }
  }

  @Test
  void shouldConnectToTheAddressThatWasCheckedAndLookUpNoSecondTime() throws Exception {
    // Given a name that has a good address when it is asked for first, and a bad one from then on
    fetching.answer(Fetching.OPENED, "169.254.169.254");
    try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")) {
      assertThat(fetching.text(opened(server.port()))).isEqualTo("a");
      assertThat(fetching.lookups()).isEqualTo(1);

      // When it is asked for again, by the next job
      assertThat(fetching.error(opened(server.port())).code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void shouldCheckTheAddressOfEachHopAnew() throws Exception {
    // Given a redirect to the same name, which has another address by then
    fetching.answer(Fetching.OPENED, "169.254.169.254");
    try (RawServer server = redirecting("/again")) {
      assertThat(fetching.error(opened(server.port())).code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
      assertThat(fetching.lookups()).isEqualTo(2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void shouldFollowFiveRedirectsAndNoMore() throws Exception {
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              int left = Integer.parseInt(request.substring(5, request.indexOf(" HTTP")));
              out.write(
                  RawServer.bytes(
                      left == 0
                          ? "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"
                          : "HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: "
                              + (left - 1)
                              + "\r\n\r\n"));
            })) {
      assertThat(fetching.text(opened(server.port()) + "5")).isEqualTo("a");

      JobError error = fetching.error(opened(server.port()) + "6");
      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(error.retryable()).isFalse();
    }
  }

  @Test
  void shouldEndARedirectLoop() throws Exception {
    try (RawServer server = redirecting("/loop")) {
      JobError error = fetching.error(opened(server.port()));

      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(server.connections()).isEqualTo(6);
    }
  }

  private static RawServer redirecting(String location) {
    return RawServer.saying(
        "HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
  }

  private static String opened(int port) {
    return "http://" + Fetching.OPENED + ":" + port + "/";
  }
}
