package dev.audioinsight.worker.kafka;

import java.nio.charset.StandardCharsets;

/** Text as Kafka carries it. Thread-safe. */
final class Text {
  private Text() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
