package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A fetcher over a name service of the test's own. Confined to the test thread. */
final class Fetching implements AutoCloseable {
  static final long MAX_BYTES = 20L << 20;

  /** Its addresses may be loopback. */
  static final String OPENED = "audio.example";

  private final Map<String, Queue<List<InetAddress>>> names = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  final Spool spool;
  private final HttpFetcher fetcher;

  Fetching(Path folder) {
    this(folder, FetchTimes.DEFAULT, Connections.systemTrust());
  }

  Fetching(Path folder, FetchTimes times, SSLContext tls) {
    spool = new Spool(folder, MAX_BYTES, Spool.MAX_IN_MEMORY, 2 * MAX_BYTES);
    HostPolicy policy = new HostPolicy(List.of(), List.of(OPENED));
    fetcher = new HttpFetcher(policy, times, spool, this::addresses, tls);
    answer(OPENED, "127.0.0.1");
  }

  /** What the name service answers next; the last answer for ever. */
  void answer(String host, String... addresses) {
    names
        .computeIfAbsent(host, none -> new ArrayDeque<>())
        .add(Stream.of(addresses).map(Literals::address).toList());
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    Queue<List<InetAddress>> answers = names.get(host);
    if (answers == null) {
      throw new UnknownHostException(host);
    }
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  int lookups() {
    return lookups.get();
  }

  FetchedAudio fetch(String uri) throws JobFailedException {
    return fetcher.fetch(URI.create(uri), new Cancellation());
  }

  FetchedAudio fetch(String uri, Cancellation cancellation) throws JobFailedException {
    return fetcher.fetch(URI.create(uri), cancellation);
  }

  String text(String uri) throws Exception {
    try (FetchedAudio audio = fetch(uri);
        InputStream in = Channels.newInputStream(audio.open())) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The failure of a fetch, which holds nothing of memory or disk any more. */
  JobError error(String uri) {
    return error(uri, new Cancellation());
  }

  JobError error(String uri, Cancellation cancellation) {
    JobError error = failure(uri, cancellation);
    assertThat(spool.heldBytes()).as("bytes held").isZero();
    return error;
  }

  JobError failure(String uri, Cancellation cancellation) {
    return error(fetcher, uri, cancellation);
  }

  static JobError error(HttpFetcher fetcher, String uri, Cancellation cancellation) {
    try (FetchedAudio audio = fetcher.fetch(URI.create(uri), cancellation)) {
      throw new AssertionError("it was fetched: " + audio.length() + " bytes");
    } catch (JobFailedException e) {
      return e.error();
    }
  }

  static FetchTimes times(Duration silence, Duration total) {
    return new FetchTimes(Duration.ofSeconds(10), silence, total);
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
