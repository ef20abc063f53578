package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what was done to whom, and what each process said of it: the story of a run, to be printed
 * if it fails. Thread-safe.
 */
final class FlightRecorder {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int LAST_WORDS = 60;

  private final List<String> notes = new ArrayList<>();
  private final List<Watched> watched = new ArrayList<>();

  private record Watched(String name, WorkerProcess process) {}

  /** Notes that something was done, with the time of day as the processes print it. */
  synchronized void note(String what) {
    notes.add(LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + " " + what);
  }

  /** Keeps a process, whose output belongs to the story. */
  synchronized void watch(String name, WorkerProcess process) {
    watched.add(new Watched(name, process));
    note(name + " started, pid " + process.pid());
  }

  /** Whether any process has said this. */
  synchronized boolean anybodySaid(String words) {
    return timesSaid(words) > 0;
  }

  /** In how many lines this was said. */
  synchronized long timesSaid(String words) {
    return watched.stream()
        .flatMap(each -> each.process().output().lines())
        .filter(line -> line.contains(words))
        .count();
  }

  /** The notes, and the last words of each process. */
  synchronized String story() {
    StringBuilder story = new StringBuilder(String.join("\n", notes));
    for (Watched each : watched) {
      List<String> lines = each.process().output().lines().toList();
      story.append("\n--- ").append(each.name()).append(", pid ").append(each.process().pid());
      lines.stream()
          .skip(Math.max(0, lines.size() - LAST_WORDS))
          .forEach(line -> story.append('\n').append(line));
    }
    return story.append('\n').toString();
  }

  /** Writes the notes and all that the processes have said, a file each, into a folder. */
  synchronized void writeTo(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("notes.txt"), notes);
      for (Watched each : watched) {
        Path file = folder.resolve(each.name() + "-" + each.process().pid() + ".txt");
        Files.writeString(file, each.process().output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
