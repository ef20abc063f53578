package dev.audioinsight.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What a process hears that a {@link ChildJvm} speaks to. Confined to its main thread. */
public final class Orders {
  private Orders() {}

  /** Answers each line by a line; ends the process with its standard input. */
  public static void answer(String prefix, Supplier<String> reading) throws IOException {
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        System.out.println(prefix + reading.get());
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
