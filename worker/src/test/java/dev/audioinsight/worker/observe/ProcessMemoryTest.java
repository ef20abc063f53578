package dev.audioinsight.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Feared: a container that ends for its memory, and no figure that showed it coming. */
@EnabledOnOs(OS.LINUX)
class ProcessMemoryTest {

  @Test
  void shouldCountMoreThanTheHeapInUse() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ProcessMemory().bindTo(registry);

    double resident = registry.get("process.resident.memory").gauge().value();

    Runtime jvm = Runtime.getRuntime();
    assertThat(resident)
        .isGreaterThan(16.0 * 1024 * 1024)
        .isGreaterThan((jvm.totalMemory() - jvm.freeMemory()) / 2.0);
  }
}
