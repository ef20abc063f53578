package dev.audioinsight.bench.harness;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Looks from outside who is in a consumer group, on a thread of its own: who was and is not any
 * more has left, or was thrown out. Thread-safe.
 */
public final class Membership implements AutoCloseable {
  private static final long BETWEEN_LOOKS_MS = 100;

  private final Admin admin;
  private final String group;
  private final Departures departures = new Departures();
  private final Thread thread;
  private volatile boolean closing;

  public Membership(String bootstrapServers, String group) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.group = group;
    this.thread = new Thread(this::look, "membership");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many members are in the group no more. */
  public int gone() {
    return departures.count();
  }

  private void look() {
    try {
      while (!closing) {
        departures.see(members());
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
      }
    } catch (InterruptedException e) {
      // Closing.
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell who is in " + group, e);
    } finally {
      admin.close();
    }
  }

  private Set<String> members() throws InterruptedException, ExecutionException {
    Set<String> members = new HashSet<>();
    try {
      admin
          .describeConsumerGroups(List.of(group))
          .describedGroups()
          .get(group)
          .get()
          .members()
          .stream()
          .map(MemberDescription::consumerId)
          .forEach(members::add);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
      // Nobody has joined yet.
    }
    return members;
  }

  /** Counts who is there at one look and not at the next. Thread-safe. */
  static final class Departures {
    private Set<String> present = Set.of();
    private int count;

    synchronized void see(Set<String> members) {
      count += (int) present.stream().filter(member -> !members.contains(member)).count();
      present = Set.copyOf(members);
    }

    synchronized int count() {
      return count;
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
