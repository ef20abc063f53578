package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.util.Map;

/**
 * What is asked for, and how far the asking may lead. Immutable.
 *
 * @param headers beside those of every request; may hold secrets
 * @param policy which hosts it may go to
 * @param followsRedirects otherwise one is a status as any other
 */
record WebRequest(
    WebAddress at, Map<String, String> headers, HostPolicy policy, boolean followsRedirects) {

  WebRequest {
    headers = Map.copyOf(headers);
  }

  /** A request for a URI that a job names. */
  static WebRequest of(WebAddress at, HostPolicy policy) {
    return new WebRequest(at, Map.of(), policy, true);
  }

  /**
   * A request to a server of the operator's own choice, which is asked wherever it is, and where it
   * sends on nobody follows.
   */
  static WebRequest toOwnServer(WebAddress at, Map<String, String> headers) {
    return new WebRequest(at, headers, HostPolicy.only(at.host()), false);
  }

  /**
   * Where a redirect leads; headers do not go along.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI}
   */
  WebRequest redirectedTo(String location) throws JobFailedException {
    return of(at.redirectedTo(location), policy);
  }

  /** Without what may be a secret. */
  @Override
  public String toString() {
    return at.toString();
  }

  /** Makes a request, which may take waiting. Implementations are thread-safe. */
  interface Source {
    WebRequest request(Cancellation cancellation) throws IOException, JobFailedException;
  }
}
