package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: jobs that go to another cluster than the one that was configured. */
class ConnectionTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = folder.resolve("client.properties");
    Files.writeString(file, "bootstrap.servers=of-the-file:9092\nsecurity.protocol=SSL\n");
  }

  @Test
  void shouldPreferTheServersOfTheOption() {
    assertThat(Connection.of("of-the-option:9092", file, Map.of()).bootstrapServers())
        .isEqualTo("of-the-option:9092");
  }

  @Test
  void shouldTakeTheServersOfTheFileWhereNoOptionNamesAny() {
    assertThat(Connection.of("", file, Map.of()).bootstrapServers()).isEqualTo("of-the-file:9092");
  }

  @Test
  void shouldLetASinglePropertyOverrideTheFile() {
    Connection connection = Connection.of(null, file, Map.of("security.protocol", "SASL_SSL"));

    assertThat(connection.with(Map.of()))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("bootstrap.servers", "of-the-file:9092");
  }

  @Test
  void shouldFallBackToThisMachine() {
    assertThat(Connection.of(null, null, Map.of()).bootstrapServers()).isEqualTo("localhost:9092");
  }

  @Test
  void shouldCallSettingsWrongThatCannotWork() {
    Connection wrong = new Connection("localhost:9092", Map.of("security.protocol", "NOPE"));

    assertThatThrownBy(() -> wrong.require("any"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(CliException.USAGE))
        .hasMessageContaining("security.protocol");
  }
}
