package dev.audioinsight.bench.harness;

import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.springframework.kafka.listener.ContainerProperties;

/** The versions of what is measured, as the class path has them. */
public final class Versions {
  private Versions() {}

  /** By name. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("kafka-clients and broker", AppInfoParser.getVersion());
    versions.put("parallel-consumer-core", ofJar(ParallelStreamProcessor.class));
    versions.put("spring-kafka", ofJar(ContainerProperties.class));
    versions.put("commit", commit());
    return versions;
  }

  /** What stands between the name of the jar and its ending. */
  private static String ofJar(Class<?> type) {
    try {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      return jar.getFileName().toString().replaceAll("^.*?-(\\d[^-]*)\\.jar$", "$1");
    } catch (URISyntaxException e) {
      return "unknown";
    }
  }

  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .directory(Home.folder().toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
