package dev.audioinsight.stack.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import java.util.Optional;
import java.util.Random;

/**
 * Jobs for the obedient processor: mostly short, some long, 1 % failing, 1 % far too slow for their
 * time-out. Confined to one thread.
 */
final class SyntheticJobs implements JobSource {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long TIMEOUT_MS = 500;
  private static final long FAR_TOO_SLOW_MS = 600_000;

  private final Random random;
  private int number;

  SyntheticJobs(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public ChaosJob next() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("jobId", "job-" + number++);
    json.putObject("audio").put("uri", "file:///not-read.wav");
    return next(json);
  }

  /** Adds what is to be done; {@code json} has an id and some audio already. */
  private ChaosJob next(ObjectNode json) {
    ObjectNode orders = json.putObject("metadata");
    int lot = random.nextInt(100);
    if (lot == 0) {
      orders.put("workMs", random.nextInt(20)).put("fail", ErrorCode.CORRUPT_AUDIO.name());
      return job(json, Fingerprint.of(ErrorCode.CORRUPT_AUDIO));
    }
    if (lot == 1) {
      json.put("timeoutMs", TIMEOUT_MS);
      orders.put("workMs", FAR_TOO_SLOW_MS);
      return job(json, Fingerprint.of(ErrorCode.DEADLINE_EXCEEDED));
    }
    long durationMs = 1L + random.nextInt(1_000_000);
    orders
        .put("workMs", lot < 5 ? 200 + random.nextInt(1_000) : random.nextInt(15))
        .put("durationMs", durationMs);
    AudioInfo audio = new AudioInfo(durationMs, 16_000, 1, "wav", "0".repeat(64));
    return job(json, Fingerprint.of(audio, Optional.empty(), Optional.empty()));
  }

  private static ChaosJob job(ObjectNode json, String expected) {
    return new ChaosJob(json.get("jobId").textValue(), json.toString(), expected);
  }
}
