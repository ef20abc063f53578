package dev.audioinsight.stack.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of a process as the system counts it, from {@code /proc}. Thread-safe. */
final class ResidentMemory {
  private final Path status;

  ResidentMemory(long pid) {
    this.status = Path.of("/proc", Long.toString(pid), "status");
  }

  /** Whether this system tells. */
  static boolean isKnown() {
    return Files.isReadable(Path.of("/proc/self/status"));
  }

  /** What is resident now, in MB. */
  double megabytes() throws IOException {
    return field("VmRSS:");
  }

  /** The most that ever was, in MB. */
  double peakMegabytes() throws IOException {
    return field("VmHWM:");
  }

  private double field(String name) throws IOException {
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow(() -> new IOException(status + " has no " + name))
        / 1_024.0;
  }
}
