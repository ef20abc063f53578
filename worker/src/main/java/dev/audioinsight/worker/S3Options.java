package dev.audioinsight.worker;

import dev.audioinsight.worker.fetch.HttpFetcher;
import dev.audioinsight.worker.fetch.S3Access;
import dev.audioinsight.worker.fetch.S3Fetcher;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that open {@code s3:}, and say where the store is. */
final class S3Options {
  @Option(
      names = "--allow-s3",
      split = ",",
      paramLabel = "BUCKET[/PREFIX]",
      defaultValue = "${env:AUDIO_INSIGHT_ALLOW_S3}",
      description =
          "Objects that s3: URIs may name: a whole bucket, or those at and below a prefix; may be"
              + " repeated; none closes s3: (env AUDIO_INSIGHT_ALLOW_S3, separated by commas)."
              + " Credentials come from where AWS's tools look for them.")
  List<String> allowed;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      defaultValue = "${env:AUDIO_INSIGHT_S3_ENDPOINT}",
      description =
          "The server of an S3-compatible store, wherever its addresses are; buckets are part of"
              + " the path (env AUDIO_INSIGHT_S3_ENDPOINT; default: Amazon's own).")
  String endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      defaultValue = "${env:AUDIO_INSIGHT_S3_REGION}",
      description =
          "The region of the buckets (env AUDIO_INSIGHT_S3_REGION; default: as AWS's tools find"
              + " it, or us-east-1 with an endpoint).")
  String region;

  /**
   * A fetcher as the options say; empty where nothing is open.
   *
   * @throws IllegalArgumentException if they do not go together, or no region is known
   */
  Optional<S3Fetcher> fetcher(HttpFetcher http) {
    List<String> open = FetchOptions.given(allowed);
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(new S3Fetcher(S3Access.of(open, given(endpoint), given(region)), http));
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
