package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Name lookups that end with their job, though the system's cannot be interrupted: on threads named
 * {@code lookup}. Thread-safe.
 */
final class Lookups implements AutoCloseable {
  private final NameLookup lookup;
  private final Detached threads = new Detached("lookup");

  Lookups(NameLookup lookup) {
    this.lookup = lookup;
  }

  /** The addresses of a host, which may be a literal one. */
  List<InetAddress> of(String host, Cancellation cancellation) throws IOException {
    if (Literals.isAddress(host)) {
      return List.of(Literals.address(host));
    }
    try {
      return threads.call(() -> lookup.addresses(host), cancellation);
    } catch (ExecutionException e) {
      throw new UnknownHostException("no address is known");
    }
  }

  int running() {
    return threads.running();
  }

  @Override
  public void close() {
    threads.close();
  }
}
