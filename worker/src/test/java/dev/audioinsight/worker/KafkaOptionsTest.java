package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.kafka.KafkaSettings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Feared: a demo and benchmarks that do not run the worker that is shipped. */
class KafkaOptionsTest {

  @Test
  void shouldSayWithoutOptionsWhatTheSettingsAreOfAWorkerThatIsToldNothing() {
    KafkaOptions options = new KafkaOptions();

    new CommandLine(options).parseArgs("--bootstrap-servers", "kafka:9092");

    assertThat(options.settings()).isEqualTo(KafkaSettings.of("kafka:9092"));
  }
}
