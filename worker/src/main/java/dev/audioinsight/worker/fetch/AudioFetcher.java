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
 * Finds the bytes of a job's audio: in the job, in a file below an allowed root, or at a public
 * address. No message holds the user info or the query of a URI: both may be secrets. Thread-safe.
 */
public final class AudioFetcher implements AutoCloseable {
  private final AllowedFiles files;
  private final Optional<HttpFetcher> http;

  /**
   * A fetcher that reads no network.
   *
   * @param roots folders below which {@code file:} may read; none closes it
   */
  public AudioFetcher(List<Path> roots) {
    this(roots, Optional.empty());
  }

  /**
   * @param roots folders below which {@code file:} may read; none closes it
   * @param http fetches {@code http:} and {@code https:}; closed with this
   */
  public AudioFetcher(List<Path> roots, HttpFetcher http) {
    this(roots, Optional.of(http));
  }

  private AudioFetcher(List<Path> roots, Optional<HttpFetcher> http) {
    this.files = new AllowedFiles(roots);
    this.http = http;
  }

  /** Whether the audio has to come over a network, which takes waiting. */
  public boolean isRemote(AudioSource source) {
    return http.isPresent()
        && source instanceof AudioSource.Remote remote
        && WebAddress.SCHEMES.contains(scheme(remote.uri()));
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
    if (http.isPresent() && WebAddress.SCHEMES.contains(scheme)) {
      return http.get().fetch(uri, cancellation);
    }
    throw new JobFailedException(
        ErrorCode.FORBIDDEN_URI,
        "audio at "
            + scheme
            + ": is not fetched; file:"
            + (http.isPresent() ? ", http: and https: are" : " is"));
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
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
