package dev.audioinsight.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real one-node Kafka (KRaft, broker and controller in one) inside this process, on loopback.
 *
 * <p>With a data folder of its own it keeps topics, offsets and cluster id from one start to the
 * next; without one it works in a temporary folder that {@link #close} removes. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int NODE_ID = 1;

  private final Path folder;
  private final boolean temporary;
  private final int port;
  private final int controllerPort;
  private final Map<String, String> overrides;
  private KafkaRaftServer server;

  private EmbeddedKafka(Path folder, boolean temporary, int port, Map<String, String> overrides)
      throws IOException {
    this.folder = folder;
    this.temporary = temporary;
    this.port = port == 0 ? freePort() : port;
    this.controllerPort = freePort();
    this.overrides = Map.copyOf(overrides);
  }

  /** Starts a broker on a free port in a temporary folder. */
  public static EmbeddedKafka start() {
    return start(0, null, Map.of());
  }

  /**
   * Starts a broker.
   *
   * @param port of the broker on loopback; 0 for a free one
   * @param folder kept at the end; null for a temporary one
   * @param overrides broker properties that replace the defaults
   * @throws IllegalStateException if it cannot start; nothing is left behind then
   */
  public static EmbeddedKafka start(int port, Path folder, Map<String, String> overrides) {
    try {
      requireFree(port);
      boolean temporary = folder == null;
      Path data = temporary ? Files.createTempDirectory("audio-insight-kafka-") : folder;
      EmbeddedKafka kafka = new EmbeddedKafka(data, temporary, port, overrides);
      kafka.startOrClose();
      return kafka;
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("the embedded broker cannot start: " + e.getMessage(), e);
    }
  }

  private void startOrClose() {
    try {
      startServer();
    } catch (RuntimeException e) {
      try {
        close();
      } catch (RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** Kafka finds out late and at length. */
  private static void requireFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      if (!socket.isBound()) {
        throw new IOException("not bound");
      }
    } catch (IOException e) {
      throw new IOException("port " + port + " is not free", e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Makes topics; those that are there already stay as they are. */
  public void createTopics(int partitions, String... names) {
    TopicMaker.create(bootstrapServers(), partitions, names);
  }

  /** Stops the broker; {@link #startServer} brings it back on the same port with the same data. */
  public synchronized void stopServer() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  /** Starts the broker again after {@link #stopServer}. */
  public synchronized void startServer() {
    Map<String, String> properties = properties();
    try {
      format();
    } catch (Exception e) {
      throw new IllegalStateException(
          "the folder " + folder + " cannot be used: " + e.getMessage(), e);
    }
    server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("log.dirs", folder.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // A group that nobody is in is remembered for longer than records are kept (a week, or two).
    properties.put("offsets.retention.minutes", Long.toString(Duration.ofDays(365).toMinutes()));
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      properties.put(topic + ".num.partitions", "1");
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".min.isr", "1");
    }
    properties.remove("offsets.topic.min.isr");
    // One node that nobody else reads from: small buffers, few threads.
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
    properties.put("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
    properties.putAll(overrides);
    return properties;
  }

  private void format() throws Exception {
    Files.createDirectories(folder);
    if (Files.exists(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      keepFormatted();
      return;
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString())
        .run();
  }

  /** The folder is this broker's own: say so early if it belongs to another node. */
  private void keepFormatted() throws IOException {
    Properties meta = new Properties();
    try (var in =
        Files.newInputStream(folder.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      meta.load(in);
    }
    if (!Integer.toString(NODE_ID).equals(meta.getProperty("node.id"))) {
      throw new IOException("it holds the data of another node");
    }
  }

  @Override
  public synchronized void close() {
    stopServer();
    if (temporary && Files.exists(folder)) {
      try {
        deleteFolder(folder);
      } catch (IOException e) {
        throw new IllegalStateException("the temporary folder cannot be removed: " + folder, e);
      }
    }
  }

  private static void deleteFolder(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
