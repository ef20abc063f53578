package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.DeadlineTimer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/**
 * Fetches audio from {@code http:} and {@code https:}, hop by hop.
 *
 * <p>INVARIANT: a connection goes to an address that was looked up once, for this hop, and checked;
 * TLS still asks for the host's name. Thread-safe.
 */
public final class HttpFetcher implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;

  /** How many addresses of one host are tried. */
  private static final int MAX_ADDRESSES = 4;

  private final HostPolicy policy;
  private final FetchTimes times;
  private final Spool spool;
  private final Lookups lookups;
  private final CloseableHttpClient client;
  private final DeadlineTimer timer = new DeadlineTimer();

  public HttpFetcher(HostPolicy policy, FetchTimes times, Spool spool) {
    this(policy, times, spool, NameLookup.SYSTEM, Connections.systemTrust());
  }

  /**
   * @param tls whom to trust
   */
  HttpFetcher(HostPolicy policy, FetchTimes times, Spool spool, NameLookup lookup, SSLContext tls) {
    this.policy = policy;
    this.times = times;
    this.spool = spool;
    this.lookups = new Lookups(lookup);
    this.client = Connections.client(times, tls);
  }

  /**
   * Fetches all of it.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI}, {@code NOT_FOUND}, {@code TOO_LARGE} or
   *     {@code FETCH_FAILED}, or when the job is cancelled
   */
  FetchedAudio fetch(URI uri, Cancellation job) throws JobFailedException {
    return fetch(cancellation -> WebRequest.of(WebAddress.of(uri), policy), job);
  }

  /**
   * As the other.
   *
   * @param source asked once, within the time of the fetch
   */
  FetchedAudio fetch(WebRequest.Source source, Cancellation job) throws JobFailedException {
    Cancellation fetch = new Cancellation();
    try (Cancellation.Registration registration = job.onCancel(fetch::cancel);
        DeadlineTimer.Deadline limit = timer.start(times.total(), fetch)) {
      return follow(source.request(fetch), fetch);
    } catch (IOException e) {
      job.throwIfCancelled();
      String message =
          fetch.isCancelled()
              ? "the audio did not come within " + times.total().toSeconds() + " s"
              : reason(e);
      throw new JobFailedException(new JobError(ErrorCode.FETCH_FAILED, message, true));
    }
  }

  private FetchedAudio follow(WebRequest first, Cancellation cancellation)
      throws IOException, JobFailedException {
    WebRequest request = first;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      try (Exchange exchange = open(request, cancellation)) {
        Optional<String> location = exchange.redirect();
        if (location.isEmpty() || !request.followsRedirects()) {
          exchange.requireAudio();
          return spool.read(exchange.body(), exchange.length(), cancellation);
        }
        request = request.redirectedTo(location.get());
      }
    }
    throw new JobFailedException(
        ErrorCode.FETCH_FAILED, "more than " + MAX_REDIRECTS + " redirects in a row");
  }

  /** Asks the first address of a host that can be reached. */
  private Exchange open(WebRequest request, Cancellation cancellation)
      throws IOException, JobFailedException {
    WebAddress at = request.at();
    request.policy().require(at);
    List<InetAddress> addresses = lookups.of(at.host(), cancellation);
    request.policy().require(at, addresses);
    IOException unreachable = new UnknownHostException("no address is known");
    for (InetAddress address : addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size()))) {
      try {
        return Exchange.open(client, request, address, cancellation);
      } catch (ConnectException | ConnectTimeoutException | NoRouteToHostException e) {
        unreachable = e;
      }
    }
    throw unreachable;
  }

  /** In words of our own, for an exception's may hold what the server has said. */
  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "the host's name could not be looked up";
    }
    if (e instanceof ConnectException
        || e instanceof ConnectTimeoutException
        || e instanceof NoRouteToHostException) {
      return "the host could not be reached";
    }
    if (e instanceof SocketTimeoutException) {
      return "the server was silent for too long";
    }
    return e instanceof SSLException
        ? "the server could not be trusted, or its TLS not be spoken"
        : "the connection broke before the audio had come in full";
  }

  /** How many names are being looked up, lookups that hang included. */
  int lookupsRunning() {
    return lookups.running();
  }

  /** Bytes that all fetched audio holds, in memory and on disk. */
  long spooledBytes() {
    return spool.heldBytes();
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    lookups.close();
    timer.close();
  }
}
