package dev.audioinsight.worker.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that the system counts for this process, {@code process_resident_memory_bytes} in
 * Prometheus: the networks' and the decoders' share of it is in no figure of the JVM. Where there
 * is no {@code /proc} there is no such gauge. Thread-safe.
 */
final class ProcessMemory implements MeterBinder {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Override
  public void bindTo(MeterRegistry registry) {
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", ProcessMemory::residentBytes)
          .description("Memory that is resident, that of native libraries included")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try {
      // One line of it may name the program in any bytes.
      return Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
