package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Speech;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the tests of this package share. Thread-safe. */
final class Processors {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final AudioInfo AUDIO = new AudioInfo(1_000, 16_000, 1, "wav", "0".repeat(64));

  private Processors() {}

  /** Finds one second without speech, whatever the job. */
  static Findings silence(Job job, Cancellation cancellation) {
    return new Findings(
        AUDIO,
        new Speech(0, 0, List.of()),
        Optional.empty(),
        Optional.empty(),
        new Findings.StageTimes(1, 2, 3, 4),
        Map.of("vad", "v@1"));
  }

  static Answerer answerer(JobProcessor processor, DeadlineTimer deadlines) {
    return new Answerer(
        processor, deadlines, Answerer.provenance("test", "w-1"), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  static Ticket ticket(long offset, String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    Source source = new Source("jobs", 0, offset, 1);
    return new Ticket(new JobRecord(source, 0, null, value, List.of()), 1, System.nanoTime());
  }

  /** A job that can be read, with these fields besides. */
  static String json(String more) {
    return "{\"audio\": {\"uri\": \"file:///a.wav\"}" + more + "}";
  }
}
