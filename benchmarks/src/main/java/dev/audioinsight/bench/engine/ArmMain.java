package dev.audioinsight.bench.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The process of one arm. Arguments: the arm, a journal or {@code -}, and its settings. It answers
 * {@value #READ} by a reading, and ends with its standard input.
 */
final class ArmMain {
  static final String READ = "read";
  static final String READING = "READING ";
  static final String NO_JOURNAL = "-";

  private ArmMain() {}

  public static void main(String[] args) throws IOException {
    List<String> arguments = Arrays.asList(args);
    Optional<Path> journal =
        Optional.of(args[1]).filter(name -> !name.equals(NO_JOURNAL)).map(Path::of);
    SyntheticWork work = new SyntheticWork(journal);
    Arm.valueOf(args[0]).start(ArmSettings.of(arguments.subList(2, arguments.size())), work);
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        System.out.println(READING + work.meter().read().toLine());
      }
    }
    Runtime.getRuntime().halt(0);
  }
}
