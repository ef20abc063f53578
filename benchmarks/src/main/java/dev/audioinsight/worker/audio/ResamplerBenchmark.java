package dev.audioinsight.worker.audio;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Resampling a second of audio to 16 kHz. Confined to one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResamplerBenchmark {
  /** Of the input; the last has positions too many for a filter each. */
  @Param({"8000", "44100", "48000", "44099"})
  public int rate;

  private Resampler resampler;
  private float[] second;
  private float[] out;

  @Setup
  public void open() {
    resampler = new Resampler(rate);
    second = new float[rate];
    for (int i = 0; i < rate; i++) {
      second[i] = (float) Math.sin(2 * Math.PI * 440 * i / rate);
    }
    out = new float[resampler.capacityFor(rate)];
  }

  @Benchmark
  public float resampleASecond() {
    resampler.process(second, second.length, out);
    return out[0];
  }
}
