package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.RetryLaterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;

/**
 * One request and the head of its answer. Whoever closes it breaks the connection, so that no rest
 * of a body is read. Confined to one thread.
 */
final class Exchange implements AutoCloseable {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> MAY_PASS = Set.of(408, 425, 429);

  /** The second is how an object was once uploaded, which some stores give back as its encoding. */
  private static final Set<String> PLAIN = Set.of("identity", "aws-chunked");

  private final HttpGet request;
  private final ClassicHttpResponse response;
  private final Cancellation.Registration registration;

  private Exchange(
      HttpGet request, ClassicHttpResponse response, Cancellation.Registration registration) {
    this.request = request;
    this.response = response;
    this.registration = registration;
  }

  /**
   * Asks a server; nothing of a body has been read then.
   *
   * @param address of the host, which is not looked up again
   */
  static Exchange open(
      HttpClient client, WebRequest asked, InetAddress address, Cancellation cancellation)
      throws IOException {
    WebAddress at = asked.at();
    HttpGet request = new HttpGet(URI.create(at.origin()));
    request.setPath(at.path());
    asked.headers().forEach(request::setHeader);
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    at.userInfo()
        .map(secret -> Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(secret -> request.setHeader(HttpHeaders.AUTHORIZATION, "Basic " + secret));
    HttpHost host = new HttpHost(at.scheme(), address, at.host(), at.port());
    Cancellation.Registration registration = cancellation.onCancel(request::abort);
    ClassicHttpResponse response = null;
    try {
      response = client.executeOpen(host, request, HttpClientContext.create());
      return new Exchange(request, response, registration);
    } catch (RuntimeException e) {
      // Between two of its steps, an abort takes from the client what the second one asks for: it
      // finds a wrong state or nothing at all.
      if (cancellation.isCancelled()) {
        throw new InterruptedIOException("cancelled");
      }
      throw e;
    } finally {
      if (response == null) {
        registration.close();
      }
    }
  }

  /** Where the server says that the audio is, if it sends on. */
  Optional<String> redirect() {
    return Optional.ofNullable(response.getFirstHeader(HttpHeaders.LOCATION))
        .filter(location -> REDIRECTS.contains(response.getCode()))
        .map(Header::getValue);
  }

  /**
   * Goes on only if the audio follows, as it is.
   *
   * @throws JobFailedException which names the status, and nothing that the server has said
   */
  void requireAudio() throws JobFailedException {
    int status = response.getCode();
    if (status == 404 || status == 410) {
      throw new JobFailedException(ErrorCode.NOT_FOUND, "the server answered with " + status);
    }
    if (status != 200) {
      boolean mayPass = MAY_PASS.contains(status) || status >= 500;
      JobFailedException failure = failed("the server answered with status " + status, mayPass);
      throw mayPass ? new RetryLaterException(failure.error(), retryAfter()) : failure;
    }
    Header encoding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !PLAIN.contains(encoding.getValue().strip().toLowerCase(Locale.ROOT))) {
      throw failed("the answer is compressed, which was not asked for", false);
    }
  }

  private Duration retryAfter() {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    return header == null ? Duration.ZERO : RetryAfter.parse(header.getValue(), Instant.now());
  }

  private static JobFailedException failed(String message, boolean mayPass) {
    return new JobFailedException(new JobError(ErrorCode.FETCH_FAILED, message, mayPass));
  }

  /** The length that the server declares; less than 0 where it declares none. */
  long length() {
    HttpEntity entity = response.getEntity();
    return entity == null ? 0 : entity.getContentLength();
  }

  InputStream body() throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? new ByteArrayInputStream(new byte[0]) : entity.getContent();
  }

  @Override
  public void close() {
    registration.close();
    // First, for closing an answer reads its body to the end, be it ever so long.
    request.abort();
    try {
      response.close();
    } catch (IOException e) {
      // The connection is gone, as was wanted.
    }
  }
}
