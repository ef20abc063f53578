package dev.audioinsight.contract.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import java.util.List;
import java.util.Map;

/** Results that the tests of this package share. */
final class Results {
  static final String SHA256 = "0".repeat(64);

  private Results() {}

  /** A recording with these turns. */
  static Result.Completed of(String jobId, Speakers.Turn... turns) {
    return completed(
        jobId, new Speakers(2, 0.87, Map.of("2", 0.87), List.of(turns), Map.of("S1", 1.0)), null);
  }

  static Result.Completed completed(String jobId, Speakers speakers, JsonNode metadata) {
    return new Result.Completed(
        jobId,
        new AudioInfo(61_240L, 8_000, 1, "wav", SHA256, true, 3_400.0),
        new Speech(48_210, 0.787, List.of()),
        new Snr(
            -3.25,
            List.of(-4.5, 18.8),
            Snr.Method.NEURAL,
            Snr.Bound.EXACT,
            -21.3,
            -38.7,
            0.00001,
            null,
            List.of()),
        speakers,
        metadata,
        new Timing(3, 12, 4, 30, 95, 151),
        new Provenance("1.0.0", "host/0", Map.of("vad", "v@1")),
        new Source("audio.jobs", 3, 1187, 1));
  }

  static Result.Failed failed(String jobId, String message) {
    return new Result.Failed(
        jobId,
        new JobError(ErrorCode.FETCH_FAILED, message, true),
        null,
        JsonNodeFactory.instance.objectNode().put("tenant", "acme"),
        new Timing(3, 12, 0, 0, 0, 15),
        new Provenance("1.0.0", "host/0", Map.of()),
        new Source("audio.jobs", 3, 1188, 2));
  }
}
