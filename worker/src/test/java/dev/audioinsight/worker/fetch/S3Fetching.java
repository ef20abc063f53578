package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.testing.S3Store;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A fetcher for {@code s3:} alone, which has two buckets and a part of another open; one is not
 * there.
 */
final class S3Fetching implements AutoCloseable {
  static final List<String> OPEN = List.of("audio", "shared/calls", "gone");

  private final HttpFetcher http;
  private final S3Fetcher s3;
  final Spool spool;

  /**
   * @param port of the store, on loopback
   */
  S3Fetching(Path folder, int port) {
    this(folder, port, FetchTimes.DEFAULT, credentials(S3Store.SECRET_KEY));
  }

  S3Fetching(Path folder, int port, FetchTimes times, AwsCredentialsProvider credentials) {
    spool = new Spool(folder, Fetching.MAX_BYTES, Spool.MAX_IN_MEMORY, 2 * Fetching.MAX_BYTES);
    http = new HttpFetcher(HostPolicy.PUBLIC, times, spool);
    S3Access access =
        new S3Access(
            OPEN, Optional.of(URI.create("http://127.0.0.1:" + port)), Optional.of("us-east-1"));
    s3 = new S3Fetcher(access, credentials, http);
  }

  static AwsCredentialsProvider credentials(String secretKey) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(S3Store.ACCESS_KEY, secretKey));
  }

  FetchedAudio fetch(String uri) throws JobFailedException {
    return s3.fetch(URI.create(uri), new Cancellation());
  }

  String text(String uri) throws Exception {
    try (FetchedAudio audio = fetch(uri);
        InputStream in = Channels.newInputStream(audio.open())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  JobError error(String uri) {
    return failure(uri, new Cancellation()).error();
  }

  /** The failure of a fetch, which holds nothing of memory or disk any more. */
  JobFailedException failure(String uri, Cancellation cancellation) {
    try (FetchedAudio audio = s3.fetch(URI.create(uri), cancellation)) {
      throw new AssertionError("it was fetched: " + audio.length() + " bytes");
    } catch (JobFailedException e) {
      assertThat(spool.heldBytes()).as("bytes held").isZero();
      return e;
    }
  }

  @Override
  public void close() {
    s3.close();
    http.close();
  }
}
