package dev.audioinsight.worker.observe;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Which host names a server answers to. One that listens on the loopback address answers to its
 * names alone: else a page from anywhere could have its own name resolved to that address and read
 * what is meant for this machine (DNS rebinding). Immutable.
 */
final class HostCheck {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  private final boolean isLoopback;

  /**
   * @param address where the server listens
   */
  HostCheck(InetAddress address) {
    this.isLoopback = address.isLoopbackAddress();
  }

  /**
   * @param host the header; null where there was none, which no browser leaves out
   */
  boolean allows(String host) {
    return !isLoopback || host == null || LOOPBACK.matcher(name(host)).matches();
  }

  private static String name(String host) {
    try {
      String name = new URI("http://" + host).getHost();
      return name == null ? "" : name;
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
