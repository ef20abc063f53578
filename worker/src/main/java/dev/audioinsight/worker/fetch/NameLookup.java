package dev.audioinsight.worker.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for the addresses of a host name. Implementations are thread-safe. */
@FunctionalInterface
public interface NameLookup {
  /** The system's own. */
  NameLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> addresses(String host) throws UnknownHostException;
}
