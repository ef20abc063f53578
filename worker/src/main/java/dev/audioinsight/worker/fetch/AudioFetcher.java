package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the bytes of a job's audio: in the job, in a file below an allowed root, at a public
 * address, or in an open part of a bucket. No message holds the user info or the query of a URI:
 * both may be secrets. Thread-safe.
 */
public final class AudioFetcher implements AutoCloseable {
  private final AllowedFiles files;
  private final Optional<HttpFetcher> http;
  private final Optional<S3Fetcher> s3;

  /**
   * A fetcher that reads no network.
   *
   * @param roots folders below which {@code file:} may read; none closes it
   */
  public AudioFetcher(List<Path> roots) {
    this(roots, Optional.empty(), Optional.empty());
  }

  /**
   * A fetcher for which {@code s3:} is closed.
   *
   * @param roots folders below which {@code file:} may read; none closes it
   * @param http fetches {@code http:} and {@code https:}; closed with this
   */
  public AudioFetcher(List<Path> roots, HttpFetcher http) {
    this(roots, Optional.of(http), Optional.empty());
  }

  /**
   * As the other.
   *
   * @param s3 fetches {@code s3:}; closed with this
   */
  public AudioFetcher(List<Path> roots, HttpFetcher http, S3Fetcher s3) {
    this(roots, Optional.of(http), Optional.of(s3));
  }

  private AudioFetcher(List<Path> roots, Optional<HttpFetcher> http, Optional<S3Fetcher> s3) {
    this.files = new AllowedFiles(roots);
    this.http = http;
    this.s3 = s3;
  }

  /** Whether the audio has to come over a network, which takes waiting. */
  public boolean isRemote(AudioSource source) {
    return source instanceof AudioSource.Remote remote
        && (isWeb(scheme(remote.uri())) || isS3(scheme(remote.uri())));
  }

  private boolean isWeb(String scheme) {
    return http.isPresent() && WebAddress.SCHEMES.contains(scheme);
  }

  private boolean isS3(String scheme) {
    return s3.isPresent() && scheme.equals(S3Object.SCHEME);
  }

  /**
   * The bytes of the audio. Those of a file are not read yet; those behind a network have come.
   *
   * @param cancellation ends a fetch that runs
   * @throws JobFailedException with {@code FORBIDDEN_URI}, {@code NOT_FOUND}, {@code TOO_LARGE} or
   *     {@code FETCH_FAILED}, or when the job is cancelled
   */
  public FetchedAudio fetch(AudioSource source, Cancellation cancellation)
      throws JobFailedException {
    if (source instanceof AudioSource.Inline inline) {
      return new InlineBytes(inline.bytes());
    }
    URI uri = ((AudioSource.Remote) source).uri();
    String scheme = scheme(uri);
    if (scheme.equals("file")) {
      return files.find(uri);
    }
    if (isWeb(scheme)) {
      return http.get().fetch(uri, cancellation);
    }
    if (isS3(scheme)) {
      return s3.get().fetch(uri, cancellation);
    }
    throw new JobFailedException(ErrorCode.FORBIDDEN_URI, refusal(scheme));
  }

  private String refusal(String scheme) {
    if (http.isEmpty()) {
      return "audio at " + scheme + ": is not fetched; file: is";
    }
    return scheme.equals(S3Object.SCHEME)
        ? "s3: is closed; a worker opens it with --allow-s3"
        : "audio at " + scheme + ": is not fetched; file:, http:, https: and s3: are";
  }

  /** How many names are being looked up, lookups that hang included. */
  public int lookupsRunning() {
    return http.map(HttpFetcher::lookupsRunning).orElse(0);
  }

  /** Bytes that all fetched audio holds, in memory and on disk. */
  public long spooledBytes() {
    return http.map(HttpFetcher::spooledBytes).orElse(0L);
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    s3.ifPresent(S3Fetcher::close);
    http.ifPresent(HttpFetcher::close);
  }

  private record InlineBytes(ByteBuffer bytes) implements FetchedAudio {
    @Override
    public long length() {
      return bytes.limit();
    }

    @Override
    public SeekableByteChannel open() {
      return new ByteBufferChannel(bytes);
    }

    @Override
    public void close() {
      // The bytes are the record's own.
    }
  }
}
