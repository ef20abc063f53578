package dev.audioinsight.stack.trouble;

import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with an authorizer and two doors: one without a lock, for the tests, where all is
 * allowed; one with SASL/PLAIN, where a worker may do what it is given. Thread-safe.
 */
final class GuardedKafka implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final EmbeddedKafka kafka;
  private final int guardedPort;
  private final Admin admin;

  private GuardedKafka(EmbeddedKafka kafka, int guardedPort) {
    this.kafka = kafka;
    this.guardedPort = guardedPort;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  static GuardedKafka start() throws IOException {
    List<Integer> ports = freePorts(3);
    Map<String, String> overrides = new HashMap<>();
    overrides.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(2));
    overrides.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:"
            + ports.get(0)
            + ",GUARDED://127.0.0.1:"
            + ports.get(1)
            + ",CONTROLLER://127.0.0.1:"
            + ports.get(2));
    overrides.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,GUARDED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    overrides.put("sasl.enabled.mechanisms", "PLAIN");
    overrides.put(
        "listener.name.guarded.plain.sasl.jaas.config", MODULE + "user_worker=\"secret\";");
    overrides.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    overrides.put("super.users", "User:ANONYMOUS");
    return new GuardedKafka(EmbeddedKafka.start(ports.get(0), null, overrides), ports.get(1));
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  EmbeddedKafka kafka() {
    return kafka;
  }

  String guardedServers() {
    return "127.0.0.1:" + guardedPort;
  }

  /** Client properties of the worker's principal. */
  static Map<String, String> credentials(String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        MODULE + "username=\"worker\" password=\"" + password + "\";");
  }

  /** Something that the worker needs. */
  enum Need {
    READ_JOBS(AclOperation.READ, ResourceType.TOPIC),
    READ_GROUP(AclOperation.READ, ResourceType.GROUP),
    WRITE_RESULTS(AclOperation.WRITE, ResourceType.TOPIC),
    WRITE_DEAD_LETTERS(AclOperation.WRITE, ResourceType.TOPIC),
    WRITE_TRANSACTIONAL_ID(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID);

    private final AclOperation operation;
    private final ResourceType type;

    Need(AclOperation operation, ResourceType type) {
      this.operation = operation;
      this.type = type;
    }

    /** How the worker speaks of it. */
    String words(Topics topics) {
      String resource = type.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
      return operation + " on " + resource + " " + name(topics);
    }

    private String name(Topics topics) {
      return switch (this) {
        case READ_JOBS -> topics.jobs();
        case READ_GROUP, WRITE_TRANSACTIONAL_ID -> topics.group();
        case WRITE_RESULTS -> topics.results();
        case WRITE_DEAD_LETTERS -> topics.deadLetters();
      };
    }

    private AclBinding binding(Topics topics) {
      PatternType pattern =
          this == WRITE_TRANSACTIONAL_ID ? PatternType.PREFIXED : PatternType.LITERAL;
      return new AclBinding(
          new ResourcePattern(type, name(topics), pattern),
          new AccessControlEntry("User:worker", "*", operation, AclPermissionType.ALLOW));
    }
  }

  /** Allows these, and waits until the broker knows. */
  void allow(Topics topics, Collection<Need> needs) throws Exception {
    admin.createAcls(bindings(topics, needs)).all().get(30, TimeUnit.SECONDS);
    for (AclBinding binding : bindings(topics, needs)) {
      await().atMost(LIMIT).until(() -> isKnown(binding));
    }
  }

  /** Lets the worker see a topic that it may not write to. */
  void allowToSee(Topics topics, Need need) throws Exception {
    AclBinding binding =
        new AclBinding(
            need.binding(topics).pattern(),
            new AccessControlEntry(
                "User:worker", "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW));
    admin.createAcls(List.of(binding)).all().get(30, TimeUnit.SECONDS);
    await().atMost(LIMIT).until(() -> isKnown(binding));
  }

  /** Takes one back, and waits until the broker knows. */
  void deny(Topics topics, Need need) throws Exception {
    AclBinding binding = need.binding(topics);
    admin.deleteAcls(List.of(binding.toFilter())).all().get(30, TimeUnit.SECONDS);
    await().atMost(LIMIT).until(() -> !isKnown(binding));
  }

  private boolean isKnown(AclBinding binding) throws Exception {
    AclBindingFilter filter = binding.toFilter();
    return !admin.describeAcls(filter).values().get(30, TimeUnit.SECONDS).isEmpty();
  }

  private static List<AclBinding> bindings(Topics topics, Collection<Need> needs) {
    return needs.stream().map(need -> need.binding(topics)).toList();
  }

  Admin admin() {
    return admin;
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
