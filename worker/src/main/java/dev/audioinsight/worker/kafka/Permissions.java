package dev.audioinsight.worker.kafka;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker what this worker may do before it begins any job: a denial that is met only when
 * an answer goes out has cost the work, and leaves the job to a successor that meets it too.
 * Confined to the poll thread.
 */
final class Permissions {
  private static final Logger log = LoggerFactory.getLogger(Permissions.class);
  private static final long ASK_LIMIT_SECONDS = 8;

  private final Supplier<Admin> admins;
  private final Routes routes;
  private final Denials denials;

  Permissions(Supplier<Admin> admins, Routes routes, Denials denials) {
    this.admins = admins;
    this.routes = routes;
    this.denials = denials;
  }

  /**
   * Where the broker does not tell, the worker goes on and finds out.
   *
   * @throws DeniedException if something is missing; it names all of that
   * @throws TimeoutException if the broker does not answer
   */
  void require() {
    Set<String> missing = new TreeSet<>();
    try (Admin admin = admins.get()) {
      askTopics(admin, missing);
      askGroup(admin, missing);
    }
    if (!missing.isEmpty()) {
      throw new DeniedException(
          "the broker denies "
              + String.join(", ", missing)
              + "; allow it, and start the worker again",
          null);
    }
  }

  private void askTopics(Admin admin, Set<String> missing) {
    List<String> topics = List.of(routes.jobs(), routes.results(), routes.deadLetters());
    admin
        .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues()
        .forEach(
            (topic, answer) ->
                check(
                    answer.thenApply(description -> operations(description.authorizedOperations())),
                    denials.needed(topic),
                    "topic " + topic,
                    missing));
  }

  private void askGroup(Admin admin, Set<String> missing) {
    admin
        .describeConsumerGroups(
            List.of(routes.group()),
            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
        .describedGroups()
        .forEach(
            (group, answer) ->
                check(
                    answer.thenApply(description -> operations(description.authorizedOperations())),
                    AclOperation.READ,
                    "group " + group,
                    missing));
  }

  /** A broker that is too old to tell allows all, as far as is known. */
  private static Set<AclOperation> operations(Set<AclOperation> told) {
    return told == null ? Set.of(AclOperation.READ, AclOperation.WRITE) : told;
  }

  private static void check(
      KafkaFuture<Set<AclOperation>> answer,
      AclOperation needed,
      String resource,
      Set<String> missing) {
    try {
      if (!answer.get(ASK_LIMIT_SECONDS, TimeUnit.SECONDS).contains(needed)) {
        missing.add(needed + " on " + resource);
      }
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the permissions on " + resource + " were asked for in vain");
    } catch (ExecutionException e) {
      refused(e.getCause(), needed + " on " + resource, missing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refused(Throwable cause, String permission, Set<String> missing) {
    if (cause instanceof AuthorizationException) {
      missing.add(permission);
    } else if (cause instanceof TimeoutException timeout) {
      throw timeout;
    } else if (cause instanceof KafkaException) {
      // Such as a group that nobody has joined yet, to a broker that knows no such group.
      log.debug("whether {} is allowed is not told: {}", permission, cause.toString());
    } else {
      throw new IllegalStateException(cause);
    }
  }
}
