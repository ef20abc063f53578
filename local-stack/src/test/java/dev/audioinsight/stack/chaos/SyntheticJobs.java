package dev.audioinsight.stack.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import java.util.Optional;
import java.util.Random;

/**
 * Jobs for the obedient processor: mostly short, some long; 1 % fail, 1 % fail once and then do
 * not, 1 % are no jobs, 1 % are far too slow for their time-out; and one, where it is asked for,
 * ends the process of whoever begins it. Confined to one thread.
 */
final class SyntheticJobs implements JobSource {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long TIMEOUT_MS = 500;
  private static final long FAR_TOO_SLOW_MS = 600_000;

  private static final int NOWHERE = -1;

  private final Random random;
  private final int poisonAt;
  private int number;

  private SyntheticJobs(long seed, int poisonAt) {
    this.random = new Random(seed);
    this.poisonAt = poisonAt;
  }

  static SyntheticJobs harmless(long seed) {
    return new SyntheticJobs(seed, NOWHERE);
  }

  /** One of the jobs ends its process, every time. */
  static SyntheticJobs withPoison(long seed, int poisonAt) {
    return new SyntheticJobs(seed, poisonAt);
  }

  @Override
  public ChaosJob next() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("jobId", "job-" + number);
    json.putObject("audio").put("uri", "file:///not-read.wav");
    return number++ == poisonAt ? poison(json) : next(json);
  }

  private static ChaosJob poison(ObjectNode json) {
    json.putObject("metadata").put("workMs", 30).put("die", "halt");
    return job(json, Fingerprint.of(ErrorCode.CRASHED_WORKER));
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
    if (lot == 2) {
      json.remove("audio");
      return job(json, Fingerprint.of(ErrorCode.INVALID_JOB));
    }
    if (lot == 3) {
      orders.put("failTimes", 1);
    }
    long durationMs = 1L + random.nextInt(1_000_000);
    orders
        .put("workMs", lot < 7 ? 200 + random.nextInt(1_000) : random.nextInt(15))
        .put("durationMs", durationMs);
    AudioInfo audio = new AudioInfo(durationMs, 16_000, 1, "wav", "0".repeat(64));
    return job(json, Fingerprint.of(audio, Optional.empty(), Optional.empty()));
  }

  private static ChaosJob job(ObjectNode json, String expected) {
    return new ChaosJob(json.get("jobId").textValue(), json.toString(), expected);
  }
}
