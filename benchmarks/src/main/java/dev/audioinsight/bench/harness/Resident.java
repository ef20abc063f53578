package dev.audioinsight.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much memory of a process is resident, on Linux. Thread-safe. */
public final class Resident {
  private static final double BYTES_PER_MEGABYTE = 1_000_000;

  private Resident() {}

  /** Megabytes at this moment. */
  public static double megabytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElseThrow()
          * 1_024
          / BYTES_PER_MEGABYTE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
