package dev.audioinsight.stack.soak;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Looks at a worker's memory every 10 s, and writes it down. Confined to one thread. */
final class MemoryLog implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final double MEGABYTE = 1 << 20;

  private final ResidentMemory memory;
  private final Metrics metrics;
  private final Writer file;
  private final long start = System.nanoTime();
  private final List<Look> looks = new ArrayList<>();
  private long due = start;

  /**
   * What one look has seen; all sizes in MB.
   *
   * @param seconds since the start
   * @param resident of the whole process
   * @param heapUsed live objects and garbage
   * @param heapCommitted what the heap has taken from the system
   * @param direct buffers outside the heap
   * @param payload of the jobs in flight
   * @param places that they hold
   * @param answered jobs, since the start
   */
  record Look(
      double seconds,
      double resident,
      double heapUsed,
      double heapCommitted,
      double direct,
      double payload,
      double places,
      double answered) {
    /** What is resident outside the heap: ONNX Runtime, threads, classes, code, buffers. */
    double outsideHeap() {
      return resident - heapCommitted;
    }
  }

  /**
   * @param folder for {@code memory.csv}
   */
  MemoryLog(long pid, Metrics metrics, Path folder) throws IOException {
    this.memory = new ResidentMemory(pid);
    this.metrics = metrics;
    Files.createDirectories(folder);
    this.file = Files.newBufferedWriter(folder.resolve("memory.csv"));
    file.write(
        "seconds,resident_mb,heap_used_mb,heap_committed_mb,direct_mb,payload_mb,places,answered\n");
  }

  /** Looks, if it is time to. */
  void lookIfDue() throws IOException, InterruptedException {
    long now = System.nanoTime();
    if (now - due >= 0) {
      due += PERIOD.toNanos();
      look((now - start) / 1e9);
    }
  }

  private void look(double seconds) throws IOException, InterruptedException {
    Metrics.Reading reading = metrics.read();
    Look look =
        new Look(
            seconds,
            memory.megabytes(),
            reading.sum("jvm_memory_used_bytes", "area=\"heap\"") / MEGABYTE,
            reading.sum("jvm_memory_committed_bytes", "area=\"heap\"") / MEGABYTE,
            reading.sum("jvm_buffer_memory_used_bytes", "id=\"direct\"") / MEGABYTE,
            reading.sum("audio_insight_payload_used_bytes", "") / MEGABYTE,
            reading.sum("audio_insight_places_used", ""),
            reading.sum("audio_insight_jobs_total", ""));
    looks.add(look);
    file.write(
        String.format(
            Locale.ROOT,
            "%.0f,%.1f,%.1f,%.1f,%.1f,%.1f,%.0f,%.0f%n",
            look.seconds(),
            look.resident(),
            look.heapUsed(),
            look.heapCommitted(),
            look.direct(),
            look.payload(),
            look.places(),
            look.answered()));
    file.flush();
  }

  /** How one of the sizes went. */
  Trend trend(ToDoubleFunction<Look> size) {
    return Trend.of(
        looks.stream().mapToDouble(Look::seconds).toArray(),
        looks.stream().mapToDouble(size).toArray());
  }

  /** The most that the process ever had, also between looks. */
  double peak() throws IOException {
    return memory.peakMegabytes();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
