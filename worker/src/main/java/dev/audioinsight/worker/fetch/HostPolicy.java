package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Which hosts audio may be fetched from. Immutable.
 *
 * @param allowed names, or {@code *.suffix} for all below a name; none allows all public hosts
 * @param inside names whose addresses may be private, such as an object store's in the cluster
 */
public record HostPolicy(List<String> allowed, List<String> inside) {
  /** All public hosts. */
  public static final HostPolicy PUBLIC = new HostPolicy(List.of(), List.of());

  public HostPolicy {
    allowed = allowed.stream().map(HostPolicy::spelled).toList();
    inside = inside.stream().map(HostPolicy::spelled).toList();
    if (inside.stream().anyMatch(host -> host.contains("*"))) {
      throw new IllegalArgumentException("a private host is opened by its full name");
    }
  }

  /** One host, whose addresses may be private: the operator has chosen it, and no job. */
  static HostPolicy only(String host) {
    return new HostPolicy(List.of(host), List.of(host));
  }

  private static String spelled(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (!name.matches("(\\*\\.)?[a-z0-9_.:-]+")) {
      throw new IllegalArgumentException("'" + host + "' is not a host name");
    }
    return name;
  }

  /**
   * Lets a host pass by its name, before anybody is asked for its addresses.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI}
   */
  void require(WebAddress address) throws JobFailedException {
    String host = address.host();
    boolean named = allowed.stream().anyMatch(pattern -> matches(pattern, host));
    if (!allowed.isEmpty() && !named && !inside.contains(host)) {
      throw new JobFailedException(
          ErrorCode.FORBIDDEN_URI, "the host is none of those that this worker fetches from");
    }
  }

  /**
   * Lets a host pass by its addresses: one that must not be refuses them all.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI}
   */
  void require(WebAddress address, List<InetAddress> addresses) throws JobFailedException {
    boolean opened = inside.contains(address.host());
    for (InetAddress each : addresses) {
      if (!AddressPolicy.isPublic(each) && !(opened && AddressPolicy.isInside(each))) {
        throw new JobFailedException(
            ErrorCode.FORBIDDEN_URI, "the host has an address that is not public");
      }
    }
  }

  private static boolean matches(String pattern, String host) {
    return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
  }
}
