package dev.audioinsight.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this process. Thread-safe. */
public final class ProcessCpu {
  private ProcessCpu() {}

  /** Of all threads, from the start on. */
  public static long nanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
