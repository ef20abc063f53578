package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.testing.S3Store;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.RetryLaterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Feared: an object store that gives what is not open, costs more than its own job, or tells too
 * much.
 */
class S3FetcherTest {
  /** 250 ms are promised; the rest is for a machine that does other things besides. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @TempDir static Path stored;
  private static S3Store store;

  @TempDir Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private S3Fetching fetching;

  @BeforeAll
  static void serve() throws Exception {
    store = new S3Store(stored);
    store.put("audio", "a.wav", "abc".getBytes(StandardCharsets.UTF_8));
    store.put("shared", "calls/x.wav", "open".getBytes(StandardCharsets.UTF_8));
    store.put("shared", "calls-secret/x.wav", "closed".getBytes(StandardCharsets.UTF_8));
    store.put("secret", "x.wav", "closed".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws Exception {
    store.close();
  }

  @BeforeEach
  void open() {
    fetching = new S3Fetching(folder, store.port());
  }

  @AfterEach
  void close() {
    over.countDown();
    fetching.close();
  }

  @Test
  void shouldFetchAnObjectFromAPrivateAddressThatTheOperatorHasChosen() throws Exception {
    assertThat(fetching.text("s3://audio/a.wav")).isEqualTo("abc");
    assertThat(fetching.text("S3://shared/calls/x.wav")).isEqualTo("open");
    assertThat(fetching.spool.heldBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "two words.wav, two%20words.wav",
    "plus+.wav, plus+.wav",
    "100%.wav, 100%25.wav",
    "%41.wav, %2541.wav",
    "what?#.wav, what%3F%23.wav",
    "a&b=c;d~e(f)!.wav, a&b=c;d~e(f)!.wav",
    "deep/down/x.wav, deep%2Fdown%2fx.wav"
  })
  void shouldDecodeAKeyOnceAndSignWhatItNames(String key, String written) throws Exception {
    store.put("audio", key, key.getBytes(StandardCharsets.UTF_8));

    assertThat(fetching.text("s3://audio/" + written)).isEqualTo(key);
  }

  @Test
  void shouldTakeAnObjectAsItIsWhoseUploadWasChunked() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Encoding: aws-chunked\r\nContent-Length: 3\r\n\r\nabc";
    try (RawServer server = RawServer.saying(answer);
        S3Fetching asking = new S3Fetching(folder, server.port())) {
      assertThat(asking.text("s3://audio/a.wav")).isEqualTo("abc");
    }
  }

  @Test
  void shouldKeepALargeObjectInAFileThatNobodyFinds() throws Exception {
    byte[] large = new byte[(int) Spool.MAX_IN_MEMORY + 70_000];
    large[large.length - 1] = 7;
    store.put("audio", "large.wav", large);

    try (FetchedAudio audio = fetching.fetch("s3://audio/large.wav");
        InputStream in = Channels.newInputStream(audio.open())) {
      assertThat(in.readAllBytes()).isEqualTo(large);
      assertThat(fetching.spool.heldBytes()).isEqualTo(large.length);
      assertNothingIsLeft();
    }
    assertThat(fetching.spool.heldBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://audio/missing.wav", "s3://gone/a.wav"})
  void shouldSayThatAKeyOrABucketIsNotThere(String uri) {
    JobError error = fetching.error(uri);

    assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(error.message()).isEqualTo("the server answered with 404");
    assertThat(error.retryable()).isFalse();
  }

  @Test
  void shouldNotTryAgainWithCredentialsThatAreDenied() {
    try (S3Fetching denied =
        new S3Fetching(folder, store.port(), FetchTimes.DEFAULT, S3Fetching.credentials("wrong"))) {
      JobError error = denied.error("s3://audio/a.wav");

      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(error.retryable()).isFalse();
      assertThat(error.message()).isEqualTo("the server answered with status 403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://secret/x.wav",
        "s3://shared/x.wav",
        "s3://shared/calls-secret/x.wav",
        "s3://shared/calls/../calls-secret/x.wav",
        "s3://shared/calls/%2e%2e/calls-secret/x.wav",
        "s3://shared/calls%2F..%2Fcalls-secret/x.wav",
        "s3://shared//calls/x.wav",
        "s3://SHARED/calls/x.wav",
        "s3://audio@shared/calls/x.wav"
      })
  void shouldAskNobodyForWhatIsNotOpen(String uri) throws Exception {
    try (RawServer server = RawServer.saying(ok("closed"));
        S3Fetching asking = new S3Fetching(folder, server.port())) {
      assertThat(asking.error(uri).code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
      assertThat(server.connections()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, false",
    "400, FETCH_FAILED, false",
    "401, FETCH_FAILED, false",
    "403, FETCH_FAILED, false",
    "301, FETCH_FAILED, false",
    "307, FETCH_FAILED, false",
    "429, FETCH_FAILED, true",
    "500, FETCH_FAILED, true",
    "503, FETCH_FAILED, true"
  })
  void shouldNameTheStatusAndNothingThatTheStoreSays(int status, ErrorCode code, boolean mayPass)
      throws Exception {
    String body = "<Error><Code>SlowDown</Code><Message>s3cret</Message></Error>";
    String head = "HTTP/1.1 " + status + " s3cret\r\nRetry-After: 7\r\nLocation: /s3cret\r\n";
    String answer = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    try (RawServer server = RawServer.saying(answer);
        S3Fetching asking = new S3Fetching(folder, server.port())) {
      JobFailedException failure = asking.failure("s3://audio/a.wav", new Cancellation());

      assertThat(failure.error().code()).isEqualTo(code);
      assertThat(failure.error().retryable()).isEqualTo(mayPass);
      assertThat(failure.getMessage())
          .contains("" + status)
          .doesNotContain("s3cret", "SlowDown", "X-Amz", "audio/");
      assertThat(server.connections()).as("neither redirect nor attempt of its own").isOne();
      if (mayPass) {
        assertThat(((RetryLaterException) failure).leastWait()).isEqualTo(Duration.ofSeconds(7));
      }
    }
  }

  @Test
  void shouldRefuseTenGigabytesAtTheirDeclarationAndAnEndlessObjectAtTheLimit() throws Exception {
    try (RawServer declared = endless("Content-Length: 10737418240\r\n");
        RawServer undeclared = endless("Connection: close\r\n");
        S3Fetching first = new S3Fetching(folder, declared.port());
        S3Fetching second = new S3Fetching(folder, undeclared.port())) {
      assertThat(first.error("s3://audio/a.wav").code()).isEqualTo(ErrorCode.TOO_LARGE);
      assertThat(second.error("s3://audio/a.wav").code()).isEqualTo(ErrorCode.TOO_LARGE);
      assertNothingIsLeft();
    }
  }

  @Test
  void shouldCallAConnectionThatIsCutOrSilentAFailureThatMayPass() throws Exception {
    store.put("audio", "half.wav", new byte[1 << 20]);
    FetchTimes impatient = Fetching.times(Duration.ofMillis(300), Duration.ofMinutes(5));
    try (RawServer cut = RawServer.saying((request, out) -> forward(request, out, 1 << 19, false));
        RawServer slow = RawServer.saying((request, out) -> forward(request, out, 1 << 19, true));
        S3Fetching first = new S3Fetching(folder, cut.port());
        S3Fetching second =
            new S3Fetching(
                folder, slow.port(), impatient, S3Fetching.credentials(S3Store.SECRET_KEY))) {
      JobError broken = first.error("s3://audio/half.wav");
      JobError silent = second.error("s3://audio/half.wav");

      assertThat(broken.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(broken.retryable()).isTrue();
      assertThat(silent.message()).isEqualTo("the server was silent for too long");
      assertThat(silent.retryable()).isTrue();
      assertNothingIsLeft();
    }
  }

  @Test
  void shouldEndWithItsJobWhileTheStoreIsSilent() throws Exception {
    try (RawServer silent = RawServer.saying((request, out) -> hold());
        S3Fetching asking = new S3Fetching(folder, silent.port())) {
      assertEndsAtOnce(asking, "s3://audio/a.wav", () -> !silent.requests().isEmpty());
    }
  }

  @Test
  void shouldEndWithItsJobInTheMiddleOfAnObject() throws Exception {
    store.put("audio", "long.wav", new byte[10 << 20]);
    try (RawServer slow = RawServer.saying((request, out) -> forward(request, out, 9 << 20, true));
        S3Fetching asking = new S3Fetching(folder, slow.port())) {
      assertEndsAtOnce(asking, "s3://audio/long.wav", () -> asking.spool.heldBytes() > 0);
      assertNothingIsLeft();
    }
  }

  @Test
  void shouldEndWithItsJobWhileCredentialsAreAskedFor() {
    CountDownLatch asked = new CountDownLatch(1);
    AwsCredentialsProvider hanging =
        () -> {
          asked.countDown();
          hold();
          return AwsBasicCredentials.create("a", "b");
        };
    try (S3Fetching asking = new S3Fetching(folder, store.port(), FetchTimes.DEFAULT, hanging)) {
      assertEndsAtOnce(asking, "s3://audio/a.wav", () -> asked.getCount() == 0);
    }
  }

  @Test
  void shouldSayThatThereAreNoCredentialsAndTellTheLogAloneWhy() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("/home/ann/.aws/credentials: s3cret");
        };
    try (S3Fetching asking = new S3Fetching(folder, store.port(), FetchTimes.DEFAULT, none)) {
      JobError error = asking.error("s3://audio/a.wav");

      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(error.retryable()).isTrue();
      assertThat(error.message()).startsWith("the worker has no credentials for S3");
      assertThat(error.message()).doesNotContain("s3cret", ".aws");
    }
  }

  private void assertEndsAtOnce(S3Fetching asking, String uri, BooleanSupplier stuck) {
    Cancellation cancellation = new Cancellation();
    AtomicLong cancelled = new AtomicLong();
    Thread canceller =
        new Thread(
            () -> {
              await().pollInterval(Duration.ofMillis(10)).until(stuck::getAsBoolean);
              cancelled.set(System.nanoTime());
              cancellation.cancel();
            },
            "canceller");
    canceller.setDaemon(true);
    canceller.start();

    JobError error = asking.failure(uri, cancellation).error();

    Duration late = Duration.ofNanos(System.nanoTime() - cancelled.get());
    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(cancelled.get()).isNotZero();
    assertThat(late).isLessThan(LIMIT);
  }

  private void hold() {
    try {
      over.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stands between a fetcher and the store: lets so many bytes of the answer through.
   *
   * @param silent then says nothing more; otherwise hangs up
   */
  private void forward(String request, OutputStream out, int bytes, boolean silent)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store.port())) {
      socket.getOutputStream().write(RawServer.bytes(request));
      byte[] answer = socket.getInputStream().readNBytes(bytes);
      out.write(answer);
      out.flush();
      if (silent) {
        hold();
      }
    }
  }

  private static RawServer endless(String headers) {
    return RawServer.saying(
        (request, out) -> {
          out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n" + headers + "\r\n"));
          byte[] block = new byte[8_192];
          Arrays.fill(block, (byte) 'x');
          while (true) {
            out.write(block);
          }
        });
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }
}
