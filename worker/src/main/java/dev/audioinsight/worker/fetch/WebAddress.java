package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a request goes, taken out of a URI in one spelling. Immutable.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name in lower case without a dot at its end, or an address without brackets
 * @param port the scheme's own where the URI names none
 * @param path what is asked for, query included: may hold a secret
 * @param userInfo decoded: a secret
 */
record WebAddress(String scheme, String host, int port, String path, Optional<String> userInfo) {
  static final Set<String> SCHEMES = Set.of("http", "https");

  /**
   * @throws JobFailedException with {@code FORBIDDEN_URI} if it is not one spelling of one host
   */
  static WebAddress of(URI uri) throws JobFailedException {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(SCHEMES.contains(scheme), "audio is fetched from http: and https: alone");
    // The JDK finds no host in what its grammar does not know, such as a number or an underscore.
    require(
        uri.getHost() != null || !hasUnderscore(uri),
        "the name of the host has an underscore, which no host name has; the server needs another"
            + " name");
    require(uri.getHost() != null, "the URI names no host in the usual spelling");
    String host = host(uri.getHost().toLowerCase(Locale.ROOT));
    require(!host.isEmpty() && !host.contains("%"), "the URI names no host in the usual spelling");
    require(!Literals.isOddAddress(host), "the address in the URI is not in the usual spelling");
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    require(port > 0 && port < 65_536, "the URI names no port that exists");
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new WebAddress(scheme, host, port, path + query, Optional.ofNullable(uri.getUserInfo()));
  }

  private static boolean hasUnderscore(URI uri) {
    return uri.getRawAuthority() != null
        && uri.getRawAuthority().matches("([^@]*@)?[A-Za-z0-9.-]*_[A-Za-z0-9._-]*(:[0-9]*)?");
  }

  private static String host(String host) {
    if (host.startsWith("[")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /**
   * Where a redirect leads. User info goes along to the same server and to no other.
   *
   * @param location as the server names it, absolute or not
   * @throws JobFailedException with {@code FORBIDDEN_URI}; also for the way from https to http
   */
  WebAddress redirectedTo(String location) throws JobFailedException {
    WebAddress next;
    try {
      next = of(URI.create(origin() + path).resolve(location));
    } catch (IllegalArgumentException e) {
      throw new JobFailedException(ErrorCode.FORBIDDEN_URI, "a redirect leads to no URI");
    }
    require(next.isSecure() || !isSecure(), "a redirect leads from https to http");
    boolean same = origin().equals(next.origin());
    return new WebAddress(
        next.scheme, next.host, next.port, next.path, same ? userInfo : Optional.empty());
  }

  /** The server, as a URI without a path. */
  String origin() {
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Without what may be a secret. */
  @Override
  public String toString() {
    return origin();
  }

  private static void require(boolean condition, String message) throws JobFailedException {
    if (!condition) {
      throw new JobFailedException(ErrorCode.FORBIDDEN_URI, message);
    }
  }
}
