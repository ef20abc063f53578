package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.Orders;
import java.io.IOException;
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
    Orders.answer(READING, () -> work.meter().read().toLine());
  }
}
