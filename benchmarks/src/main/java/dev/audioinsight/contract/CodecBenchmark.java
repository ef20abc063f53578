package dev.audioinsight.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading a job and writing a result, in JSON. Immutable. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CodecBenchmark {
  private static final int MEGABYTE = 1 << 20;

  private final byte[] byUri =
      ("{\"jobId\":\"call-0042\",\"audio\":{\"uri\":\"file:///audio/call-0042.wav\"},"
              + "\"analyses\":[\"snr\",\"speakers\"],\"metadata\":{\"tenant\":\"acme\"}}")
          .getBytes(StandardCharsets.UTF_8);
  private final byte[] inline =
      ("{\"jobId\":\"call-0042\",\"audio\":{\"data\":\""
              + Base64.getEncoder().encodeToString(new byte[MEGABYTE])
              + "\"}}")
          .getBytes(StandardCharsets.UTF_8);
  private final Result small = result(0);
  private final Result minute = result(30);

  private static Result result(int segments) {
    List<Speech.Segment> speech = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      speech.add(new Speech.Segment(2_000L * i, 2_000L * i + 1_500, 0.97));
    }
    return new Result.Completed(
        "call-0042",
        new AudioInfo(60_000, 16_000, 1, "wav", "0".repeat(64)),
        new Speech(1_500L * segments, 0.75, speech),
        null,
        null,
        null,
        new Timing(1, 2, 3, 4, 5, 6),
        new Provenance("1", "host/0", Map.of("vad", "vad-snr@0123456789ab")),
        new Source("audio.jobs", 3, 1187, 1));
  }

  @Benchmark
  public Job decodeJobByUri() throws InvalidJobException {
    return JobCodec.decode(byUri, "audio.jobs-3-1187");
  }

  @Benchmark
  public Job decodeJobOfOneMegabyte() throws InvalidJobException {
    return JobCodec.decode(inline, "audio.jobs-3-1187");
  }

  @Benchmark
  public byte[] encodeSmallResult() {
    return ResultCodec.encode(small);
  }

  @Benchmark
  public byte[] encodeResultOfAMinute() {
    return ResultCodec.encode(minute);
  }
}
