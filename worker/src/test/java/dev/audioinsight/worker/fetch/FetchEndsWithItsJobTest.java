package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a fetch that goes on when its job's time is up, wherever it waits, or leaves a trace. */
class FetchEndsWithItsJobTest {
  /** 250 ms are promised; the rest is for a machine that does other things besides. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private Fetching fetching;

  @BeforeEach
  void open() {
    fetching = new Fetching(folder);
  }

  @AfterEach
  void close() {
    over.countDown();
    fetching.close();
  }

  @Test
  void shouldEndWhileAServerIsSilent() throws Exception {
    try (RawServer server = RawServer.saying((request, out) -> hold(over))) {
      assertEndsAtOnce(fetching, server.port(), () -> !server.requests().isEmpty());
    }
  }

  @Test
  void shouldEndBetweenAnyTwoStepsOfTheClient() throws Exception {
    try (RawServer server = RawServer.saying((request, out) -> hold(over))) {
      for (int i = 0; i < 400; i++) {
        Cancellation cancellation = new Cancellation();
        int before = fetching.lookups();
        long later = i * 5_000L;
        Thread canceller =
            background(
                () -> {
                  spinUntil(() -> fetching.lookups() > before);
                  long start = System.nanoTime();
                  spinUntil(() -> System.nanoTime() - start > later);
                  cancellation.cancel();
                });

        assertThat(fetching.error(at(server.port()), cancellation).code())
            .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        canceller.join();
      }
    }
  }

  private static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldEndWhileHeadersDrip() throws Exception {
    AtomicLong dripped = new AtomicLong();
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nX: "));
              drip(out, dripped);
            })) {
      assertEndsAtOnce(fetching, server.port(), () -> dripped.get() > 2);
    }
  }

  @Test
  void shouldEndWhileABodyDripsAndLeaveNothing() throws Exception {
    AtomicLong dripped = new AtomicLong();
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n\r\n"));
              drip(out, dripped);
            })) {
      assertEndsAtOnce(
          fetching, server.port(), () -> dripped.get() > 2 && fetching.spool.heldBytes() > 0);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void shouldEndWhileAConnectionIsNotTaken() throws Exception {
    // Given a server whose queue of connections is full
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assumeTrue(isFilled(full, queue), "this system queues without end");
      Cancellation cancellation = new Cancellation();
      AtomicLong cancelled = cancelWhen(() -> fetching.lookups() == 1, cancellation);

      JobError error = fetching.error(at(full.getLocalPort()), cancellation);

      assertEnded(error, cancelled);
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  /** Connects until nobody answers any more. */
  private static boolean isFilled(ServerSocket server, List<Socket> queue) throws IOException {
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return true;
      }
    }
    return false;
  }

  @Test
  void shouldEndWhileTlsIsNotAnswered() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cancellation cancellation = new Cancellation();
      AtomicLong cancelled = cancelOnceAccepted(silent, cancellation);

      JobError error =
          fetching.error("https://audio.example:" + silent.getLocalPort() + "/", cancellation);

      assertEnded(error, cancelled);
    }
  }

  @Test
  void shouldEndWhileANameIsLookedUp() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    NameLookup hanging =
        host -> {
          asked.countDown();
          hold(over);
          return List.of();
        };
    try (HttpFetcher fetcher =
        new HttpFetcher(
            HostPolicy.PUBLIC,
            FetchTimes.DEFAULT,
            fetching.spool,
            hanging,
            Connections.systemTrust())) {
      Cancellation cancellation = new Cancellation();
      AtomicLong cancelled = cancelWhen(() -> asked.getCount() == 0, cancellation);

      JobError error = Fetching.error(fetcher, "http://slow.example/", cancellation);

      assertEnded(error, cancelled);
    }
  }

  @Test
  void shouldEndWhileItWaitsForRoom() throws Exception {
    // Given two fetches of unknown length, which have all the room reserved
    AtomicLong dripped = new AtomicLong();
    try (RawServer server =
        RawServer.saying(
            (request, out) -> {
              out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n\r\n"));
              drip(out, dripped);
            })) {
      Cancellation others = new Cancellation();
      Thread first = fetchInBackground(server.port(), others);
      Thread second = fetchInBackground(server.port(), others);
      await().until(() -> fetching.spool.heldBytes() == 2 * Fetching.MAX_BYTES);

      // When the job of a third one ends
      Cancellation cancellation = new Cancellation();
      AtomicLong cancelled = cancelWhen(() -> server.requests().size() == 3, cancellation);
      JobError error = fetching.failure(at(server.port()), cancellation);

      assertEnded(error, cancelled);
      others.cancel();
      first.join();
      second.join();
      assertThat(fetching.spool.heldBytes()).isZero();
    }
  }

  @Test
  void shouldNotAskAtAllForAJobWhoseTimeIsUp() throws Exception {
    try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      Cancellation cancellation = new Cancellation();
      cancellation.cancel();

      assertThat(fetching.error(at(server.port()), cancellation).code())
          .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void shouldCallItAFailureThatMayPassWhenTheFetchesOwnLimitsEndIt() throws Exception {
    Duration instant = Duration.ofMillis(200);
    AtomicLong dripped = new AtomicLong();
    try (RawServer silent = RawServer.saying((request, out) -> hold(over));
        RawServer dripping =
            RawServer.saying(
                (request, out) -> {
                  out.write(RawServer.bytes("HTTP/1.1 200 OK\r\n\r\n"));
                  drip(out, dripped);
                });
        Fetching impatient =
            new Fetching(
                folder, Fetching.times(instant, Duration.ofMinutes(5)), Connections.systemTrust());
        Fetching limited =
            new Fetching(
                folder,
                Fetching.times(Duration.ofMinutes(5), instant),
                Connections.systemTrust())) {
      JobError silence = impatient.error(at(silent.port()));
      JobError slow = limited.error(at(dripping.port()));

      assertThat(silence.message()).isEqualTo("the server was silent for too long");
      assertThat(slow.message()).startsWith("the audio did not come within");
      assertThat(List.of(silence, slow))
          .allSatisfy(
              error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
                assertThat(error.retryable()).isTrue();
              });
    }
  }

  private void assertEndsAtOnce(Fetching fetching, int port, BooleanSupplier stuck) {
    Cancellation cancellation = new Cancellation();
    AtomicLong cancelled = cancelWhen(stuck, cancellation);
    assertEnded(fetching.error(at(port), cancellation), cancelled);
  }

  private static void assertEnded(JobError error, AtomicLong cancelledNanos) {
    Duration late = Duration.ofNanos(System.nanoTime() - cancelledNanos.get());
    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(cancelledNanos.get()).isNotZero();
    assertThat(late).isLessThan(LIMIT);
  }

  private static AtomicLong cancelWhen(BooleanSupplier stuck, Cancellation cancellation) {
    AtomicLong at = new AtomicLong();
    background(
        () -> {
          await().pollInterval(Duration.ofMillis(10)).until(stuck::getAsBoolean);
          at.set(System.nanoTime());
          cancellation.cancel();
        });
    return at;
  }

  /** The first bytes of TLS have come by then, and nothing is said to them. */
  private static AtomicLong cancelOnceAccepted(ServerSocket server, Cancellation cancellation) {
    AtomicLong at = new AtomicLong();
    background(
        () -> {
          try {
            server.accept().getInputStream().read();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          at.set(System.nanoTime());
          cancellation.cancel();
        });
    return at;
  }

  private Thread fetchInBackground(int port, Cancellation cancellation) {
    return background(() -> fetching.failure(at(port), cancellation));
  }

  private static Thread background(Runnable task) {
    Thread thread = new Thread(task, "background");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** A byte now and then, until the test is over or the client hangs up. */
  private void drip(OutputStream out, AtomicLong dripped) throws IOException {
    do {
      out.write('x');
      out.flush();
      dripped.incrementAndGet();
    } while (!hold(over, Duration.ofMillis(20)));
  }

  private static void hold(CountDownLatch latch) {
    hold(latch, Duration.ofMinutes(1));
  }

  private static boolean hold(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static String at(int port) {
    return "http://" + Fetching.OPENED + ":" + port + "/";
  }
}
