package dev.audioinsight.worker.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * What an operator says about S3: which objects are open, and where they lie. Immutable.
 *
 * @param open none closes {@code s3:}
 * @param endpoint of a store that is not Amazon's; buckets are then part of the path
 * @param region AWS's usual places are asked where none is given
 */
public record S3Access(List<String> open, Optional<URI> endpoint, Optional<String> region) {

  public S3Access {
    open = List.copyOf(open);
    open.forEach(S3Prefix::of);
    endpoint.ifPresent(S3Access::requireServer);
  }

  /**
   * @param endpoint a URI of http or https
   */
  public static S3Access of(List<String> open, Optional<String> endpoint, Optional<String> region) {
    return new S3Access(open, endpoint.map(S3Access::server), region);
  }

  /** No message quotes what is wrong: it may hold a secret. */
  private static URI server(String endpoint) {
    try {
      return new URI(endpoint);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the S3 endpoint is no URI");
    }
  }

  private static void requireServer(URI endpoint) {
    boolean web = endpoint.getScheme() != null && WebAddress.SCHEMES.contains(endpoint.getScheme());
    boolean more =
        endpoint.getRawUserInfo() != null
            || endpoint.getRawQuery() != null
            || endpoint.getRawFragment() != null;
    if (!web || endpoint.getHost() == null || more) {
      throw new IllegalArgumentException(
          "the S3 endpoint is http:// or https:// with a host name, and perhaps a port and a path");
    }
  }

  List<S3Prefix> prefixes() {
    return open.stream().map(S3Prefix::of).toList();
  }

  /**
   * The region that requests are signed for.
   *
   * @throws IllegalArgumentException if nothing names it, where it tells the store too
   */
  Region signingRegion() {
    if (region.isPresent()) {
      return Region.of(region.get());
    }
    try {
      return chain().getRegion();
    } catch (SdkException e) {
      if (endpoint.isPresent()) {
        return Region.US_EAST_1;
      }
      throw new IllegalArgumentException(
          "s3: is open, and no region is known: give --s3-region or AWS_REGION", e);
    }
  }

  /** Whoever has a store of their own is not in Amazon's cloud, whose machines tell the region. */
  private AwsRegionProvider chain() {
    return endpoint.isPresent()
        ? new AwsRegionProviderChain(
            new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
        : DefaultAwsRegionProviderChain.builder().build();
  }
}
