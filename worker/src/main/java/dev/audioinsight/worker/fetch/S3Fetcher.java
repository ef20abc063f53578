package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Fetches audio from {@code s3:}, out of what the operator has opened: AWS's library signs, and
 * {@link HttpFetcher} fetches, with its limits, time-outs and way to stop. Thread-safe.
 */
public final class S3Fetcher implements AutoCloseable {
  private final List<S3Prefix> open;
  private final S3Signer signer;
  private final HttpFetcher http;

  /**
   * With credentials from where AWS's tools look for them.
   *
   * @param http not closed with this
   * @throws IllegalArgumentException if no region is known
   */
  public S3Fetcher(S3Access access, HttpFetcher http) {
    this(access, DefaultCredentialsProvider.builder().build(), http);
  }

  S3Fetcher(S3Access access, AwsCredentialsProvider credentials, HttpFetcher http) {
    this.open = access.prefixes();
    this.signer = new S3Signer(access, credentials);
    this.http = http;
  }

  /**
   * Fetches all of it.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI}, {@code NOT_FOUND}, {@code TOO_LARGE} or
   *     {@code FETCH_FAILED}, or when the job is cancelled
   */
  FetchedAudio fetch(URI uri, Cancellation job) throws JobFailedException {
    S3Object object = S3Object.of(uri);
    if (open.stream().noneMatch(prefix -> prefix.contains(object))) {
      throw new JobFailedException(
          ErrorCode.FORBIDDEN_URI, "the object does not lie in what this worker has open of s3:");
    }
    return http.fetch(cancellation -> signer.sign(object, cancellation), job);
  }

  @Override
  public void close() {
    signer.close();
  }
}
