package dev.audioinsight.worker;

import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchTimes;
import dev.audioinsight.worker.fetch.HostPolicy;
import dev.audioinsight.worker.fetch.HttpFetcher;
import dev.audioinsight.worker.fetch.Spool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where audio may be fetched from, and what a fetch may take. */
final class FetchOptions {
  /** Of all small recordings that are fetched or wait to be decoded. */
  private static final long MAX_MEMORY_BYTES = 64L << 20;

  @Option(
      names = "--allow-root",
      split = ",",
      paramLabel = "DIR",
      defaultValue = "${env:AUDIO_INSIGHT_ALLOW_ROOT}",
      description =
          "A folder below which file: URIs may be read; may be repeated; none closes file: (env"
              + " AUDIO_INSIGHT_ALLOW_ROOT, separated by commas).")
  List<Path> allowRoots;

  @Option(
      names = "--allow-host",
      split = ",",
      paramLabel = "HOST",
      defaultValue = "${env:AUDIO_INSIGHT_ALLOW_HOST}",
      description =
          "A host that http: and https: may name, or *.suffix for all below a name; may be"
              + " repeated; none allows all with public addresses (env AUDIO_INSIGHT_ALLOW_HOST,"
              + " separated by commas).")
  List<String> allowHosts;

  @Option(
      names = "--allow-private-host",
      split = ",",
      paramLabel = "HOST",
      defaultValue = "${env:AUDIO_INSIGHT_ALLOW_PRIVATE_HOST}",
      description =
          "A host whose addresses may be private or loopback, such as an object store's in the"
              + " cluster; may be repeated (env AUDIO_INSIGHT_ALLOW_PRIVATE_HOST, separated by"
              + " commas).")
  List<String> allowPrivateHosts;

  @Mixin S3Options s3;

  @Option(
      names = "--fetch-threads",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_FETCH_THREADS:-8}",
      description =
          "How many downloads may run at once (env AUDIO_INSIGHT_FETCH_THREADS; default"
              + " ${DEFAULT-VALUE}).")
  int threads;

  @Option(
      names = "--fetch-seconds",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_FETCH_SECONDS:-300}",
      description =
          "The longest that one fetch may take (env AUDIO_INSIGHT_FETCH_SECONDS; default"
              + " ${DEFAULT-VALUE}).")
  long fetchSeconds;

  @Option(
      names = "--spool-dir",
      paramLabel = "DIR",
      defaultValue = "${env:AUDIO_INSIGHT_SPOOL_DIR:-${sys:java.io.tmpdir}}",
      description =
          "Where fetched audio above 8 MB is kept until its job is done (env"
              + " AUDIO_INSIGHT_SPOOL_DIR; default ${DEFAULT-VALUE}).")
  Path spoolFolder;

  @Option(
      names = "--max-spool-bytes",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_SPOOL_BYTES:-8589934592}",
      description =
          "The most that it may hold; fetches wait beyond that (env AUDIO_INSIGHT_MAX_SPOOL_BYTES;"
              + " default ${DEFAULT-VALUE}).")
  long maxSpoolBytes;

  /**
   * A fetcher as the options say.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  AudioFetcher fetcher(long maxAudioBytes) {
    HostPolicy policy = new HostPolicy(given(allowHosts), given(allowPrivateHosts));
    FetchTimes times = FetchTimes.DEFAULT.withTotal(Duration.ofSeconds(fetchSeconds));
    Spool spool = new Spool(spoolFolder, maxAudioBytes, MAX_MEMORY_BYTES, maxSpoolBytes);
    List<Path> roots = allowRoots == null ? List.of() : allowRoots;
    HttpFetcher http = new HttpFetcher(policy, times, spool);
    return s3.fetcher(http)
        .map(open -> new AudioFetcher(roots, http, open))
        .orElseGet(() -> new AudioFetcher(roots, http));
  }

  static List<String> given(List<String> values) {
    return values == null ? List.of() : values.stream().filter(v -> !v.isBlank()).toList();
  }
}
