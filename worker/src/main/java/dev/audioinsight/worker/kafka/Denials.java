package dev.audioinsight.worker.kafka;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Tells from an exception which permission is missing: the worker reads its jobs topic and its
 * group, and writes its other topics and its transactional id. Immutable.
 *
 * @param transactionalId of the producer, whether or not transactions are used
 */
record Denials(Routes routes, String transactionalId) {

  /** The operation that the worker needs on one of its topics. */
  AclOperation needed(String topic) {
    return topic.equals(routes.jobs()) ? AclOperation.READ : AclOperation.WRITE;
  }

  /** Whether a broker has denied something, be it as the cause of a cause. */
  static boolean isDenial(Throwable fault) {
    return find(fault).isPresent();
  }

  /** The denial that lies behind a fault, if one does. */
  Optional<DeniedException> in(Throwable fault) {
    if (fault instanceof DeniedException denied) {
      return Optional.of(denied);
    }
    return find(fault).map(denial -> new DeniedException(line(denial), denial));
  }

  private static Optional<Throwable> find(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }

  private String line(Throwable denial) {
    if (denial instanceof AuthenticationException) {
      return "the broker does not let this worker in: " + denial.getMessage();
    }
    return "the broker denies " + missing(denial) + "; allow it, and start the worker again";
  }

  private String missing(Throwable denial) {
    if (denial instanceof TopicAuthorizationException topics) {
      return topics(topics.unauthorizedTopics());
    }
    if (denial instanceof GroupAuthorizationException) {
      return "READ on group " + routes.group();
    }
    if (denial instanceof TransactionalIdAuthorizationException) {
      return "WRITE on transactional id " + transactionalId;
    }
    if (denial instanceof ClusterAuthorizationException) {
      return "IDEMPOTENT_WRITE on the cluster";
    }
    return "what it is asked for (" + denial.getMessage() + ")";
  }

  private String topics(Set<String> topics) {
    return new TreeSet<>(topics)
        .stream()
            .map(topic -> needed(topic) + " on topic " + topic)
            .reduce((one, other) -> one + ", " + other)
            .orElse("a topic");
  }
}
