package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * Makes the signed request for an object, as AWS's own library knows it: address, credentials and
 * signature. Nothing is sent to the store here. Thread-safe.
 */
final class S3Signer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(S3Signer.class);

  /** Until the request is at the server, clocks that differ included. */
  private static final Duration VALID = Duration.ofMinutes(15);

  private final S3Presigner presigner;
  private final Detached threads = new Detached("sign");
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param credentials asked for each request; may ask a service, and so take waiting
   */
  S3Signer(S3Access access, AwsCredentialsProvider credentials) {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .credentialsProvider(credentials)
            .region(access.signingRegion())
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(access.endpoint().isPresent())
                    .build());
    access.endpoint().ifPresent(builder::endpointOverride);
    this.presigner = builder.build();
  }

  /**
   * @throws JobFailedException with {@code FETCH_FAILED} if there are no credentials
   */
  WebRequest sign(S3Object object, Cancellation cancellation)
      throws InterruptedIOException, JobFailedException {
    PresignedGetObjectRequest signed;
    try {
      signed = threads.call(() -> presigned(object), cancellation);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
    if (failing.compareAndSet(true, false)) {
      log.info("requests to S3 can be signed again");
    }
    return WebRequest.toOwnServer(WebAddress.of(signed.httpRequest().getUri()), headers(signed));
  }

  private PresignedGetObjectRequest presigned(S3Object object) {
    return presigner.presignGetObject(
        request ->
            request
                .signatureDuration(VALID)
                .getObjectRequest(get -> get.bucket(object.bucket()).key(object.key())));
  }

  /** What is signed beside the host, which every request names. */
  private static Map<String, String> headers(PresignedGetObjectRequest signed) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    signed.signedHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
    headers.remove("host");
    return headers;
  }

  /** The reason is for the log, once: it names files and services of the operator's. */
  private JobFailedException failed(Throwable cause) {
    if (failing.compareAndSet(false, true)) {
      log.warn("requests to S3 cannot be signed: {}", cause.getMessage());
    }
    return new JobFailedException(
        new JobError(
            ErrorCode.FETCH_FAILED,
            "the worker has no credentials for S3 at the moment; its log tells why",
            true));
  }

  @Override
  public void close() {
    presigner.close();
    threads.close();
  }
}
