package dev.audioinsight.bench.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a benchmark tells: where, when and with what it was measured, its tables, and every single
 * run in a JSON file. Confined to one thread.
 */
public final class Report {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String name;
  private final PrintWriter out;
  private final Map<String, Object> json = new LinkedHashMap<>();

  /** Prints the head; the clock of the report starts. */
  public Report(String name, Map<String, String> versions, PrintWriter out) {
    this.name = name;
    this.out = out;
    Machine machine = Machine.here();
    String when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    json.put("benchmark", name);
    json.put("when", when);
    json.put("machine", machine);
    json.put("versions", versions);
    out.printf("%s, %s%n%s%n%s%n%n", name, when, machine, versions);
    out.flush();
  }

  /** Prints a table under a title. */
  public void table(String title, Table table) {
    out.printf("%s%n%n%s%n", title, table);
    out.flush();
  }

  /** Prints a line of explanation. */
  public void note(String text) {
    out.println(text);
    out.flush();
  }

  /** Keeps all runs of a kind for the file. */
  public void runs(String kind, Object runs) {
    json.put(kind, runs);
  }

  /** Writes the file, and says where it lies. */
  public void write(Path folder) {
    Path file = folder.resolve(name.replace(' ', '-') + ".json");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      MAPPER.writeValue(file.toFile(), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.printf("every run: %s%n", file);
    out.flush();
  }
}
