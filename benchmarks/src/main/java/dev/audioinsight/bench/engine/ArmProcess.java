package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process in which an arm works. Confined to one thread. */
final class ArmProcess implements AutoCloseable {
  private final ChildJvm process;

  ArmProcess(Arm arm, ArmSettings settings, Optional<Path> journal) {
    List<String> arguments = new ArrayList<>();
    arguments.add(arm.name());
    arguments.add(journal.map(Path::toString).orElse(ArmMain.NO_JOURNAL));
    arguments.addAll(settings.toArguments());
    this.process = ChildJvm.start(arm.title(), List.of("-Xmx512m"), ArmMain.class, arguments);
  }

  Meter.Reading read() throws InterruptedException {
    process.say(ArmMain.READ);
    return Meter.Reading.of(process.await(ArmMain.READING, Duration.ofSeconds(30)));
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
