package dev.audioinsight.stack.soak;

import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.stack.harness.ParentWatch;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Analyses one recording again and again on one thread, and prints the resident memory a hundred
 * times meanwhile. Arguments: the recording and the number of analyses.
 */
final class ManyAnalysesMain {
  /** What precedes each size in the output, in MB. */
  static final String LOOK = "LOOK ";

  private static final int LOOKS = 100;

  private ManyAnalysesMain() {}

  public static void main(String[] args) throws Exception {
    ParentWatch.endWithParent();
    Path recording = Path.of(args[0]);
    int analyses = Integer.parseInt(args[1]);
    byte[] job =
        ("{\"audio\":{\"uri\":\"" + recording.toUri() + "\"}}").getBytes(StandardCharsets.UTF_8);
    ResidentMemory memory = new ResidentMemory(ProcessHandle.current().pid());
    try (InsightEngine engine =
        InsightEngine.load(
            Path.of("..", "models"),
            new AudioFetcher(List.of(recording.getParent())),
            Limits.DEFAULT)) {
      for (int look = 0; look < LOOKS; look++) {
        for (int i = 0; i < analyses / LOOKS; i++) {
          engine.process(JobCodec.decode(job, "many"), new Cancellation());
        }
        System.out.printf(Locale.ROOT, "%s%.1f%n", LOOK, memory.megabytes());
      }
    }
    System.exit(0);
  }
}
