package dev.audioinsight.stack.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Jobs of real recordings for the real analysis: pieces of 0.2 to 2 s, 1 % that are not there, 1 %
 * far too long for their time-out. What each must be answered, the same analysis says beforehand,
 * in this process. Confined to one thread.
 */
final class RecordedJobs implements JobSource {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PIECES = 60;
  private static final long TIMEOUT_MS = 20;

  private final Random random;
  private final Path folder;
  private final Path farTooLong;
  private final List<Map.Entry<Path, String>> pieces;
  private int number;

  private RecordedJobs(
      Random random, Path folder, Path farTooLong, Map<Path, String> expectedOfPieces) {
    this.random = random;
    this.folder = folder;
    this.farTooLong = farTooLong;
    this.pieces = List.copyOf(expectedOfPieces.entrySet());
  }

  /** Makes the recordings and listens to them. */
  static RecordedJobs prepare(long seed, Path folder) throws Exception {
    Random random = new Random(seed);
    List<Path> pieces = Recordings.pieces(Path.of("..", "samples"), folder, PIECES, random);
    Map<Path, String> expected = new LinkedHashMap<>();
    try (InsightEngine engine =
        InsightEngine.load(
            Path.of("..", "models"), new AudioFetcher(List.of(folder)), Limits.DEFAULT)) {
      for (Path piece : pieces) {
        byte[] job = json("reference", piece).toString().getBytes(StandardCharsets.UTF_8);
        Findings findings = engine.process(JobCodec.decode(job, "reference"), new Cancellation());
        expected.put(piece, Fingerprint.of(findings.audio(), findings.snr(), findings.speakers()));
      }
    }
    return new RecordedJobs(random, folder, Recordings.farTooLong(folder, random), expected);
  }

  @Override
  public ChaosJob next() {
    String id = "job-" + number++;
    int lot = random.nextInt(100);
    if (lot == 0) {
      return job(json(id, folder.resolve("missing.wav")), Fingerprint.of(ErrorCode.NOT_FOUND));
    }
    if (lot == 1) {
      return job(
          json(id, farTooLong).put("timeoutMs", TIMEOUT_MS),
          Fingerprint.of(ErrorCode.DEADLINE_EXCEEDED));
    }
    Map.Entry<Path, String> piece = pieces.get(random.nextInt(pieces.size()));
    return job(json(id, piece.getKey()), piece.getValue());
  }

  private static ObjectNode json(String id, Path recording) {
    ObjectNode json = MAPPER.createObjectNode().put("jobId", id);
    json.putObject("audio").put("uri", recording.toAbsolutePath().toUri().toString());
    return json;
  }

  private static ChaosJob job(ObjectNode json, String expected) {
    return new ChaosJob(json.get("jobId").textValue(), json.toString(), expected);
  }
}
