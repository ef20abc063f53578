package dev.audioinsight.stack.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Feared: a test that looks for the last words of a process before they are read. */
class WorkerProcessTest {
  /** Empty lines, as many as a pipe holds: it takes its reader a while to get through them. */
  private static final String TALK = "yes '' | head -n 60000; echo last";

  @Test
  void shouldTellTheLastWordOfAProcessThatHasJustEnded() throws Exception {
    try (WorkerProcess process = new WorkerProcess(new ProcessBuilder("sh", "-c", TALK).start())) {
      while (process.isAlive()) {
        Thread.onSpinWait();
      }

      assertThat(process.output()).endsWith("last");
    }
  }
}
