package dev.audioinsight.stack.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;

/** What the proxy does to its links at this moment, by the client ids of both ends. Thread-safe. */
final class ProxyRules {
  private final Set<String> cut = ConcurrentHashMap.newKeySet();
  private final Map<String, Duration> delays = new ConcurrentHashMap<>();
  private final Set<ApiKeys> losing = ConcurrentHashMap.newKeySet();
  private final Map<ApiKeys, AtomicInteger> lost = new ConcurrentHashMap<>();

  /** From now on nothing of this client passes. */
  void cut(String client) {
    cut.add(client);
  }

  void mend(String client) {
    cut.remove(client);
  }

  boolean isCut(String client) {
    return cut.contains(client);
  }

  /** From now on each frame of this client waits so long. */
  void delay(String client, Duration latency) {
    delays.put(client, latency);
  }

  void hasten(String client) {
    delays.remove(client);
  }

  Duration delayOf(String client) {
    return delays.getOrDefault(client, Duration.ZERO);
  }

  /** From now on such requests reach the broker, and its answers reach nobody. */
  void loseAnswersTo(ApiKeys api) {
    losing.add(api);
  }

  void keepAnswersTo(ApiKeys api) {
    losing.remove(api);
  }

  boolean isLosing(short apiKey) {
    return losing.stream().anyMatch(api -> api.id == apiKey);
  }

  void answerLost(short apiKey) {
    lost.computeIfAbsent(ApiKeys.forId(apiKey), api -> new AtomicInteger()).incrementAndGet();
  }

  /** How many answers of this kind have been lost. */
  int lost(ApiKeys api) {
    return lost.getOrDefault(api, new AtomicInteger()).get();
  }
}
