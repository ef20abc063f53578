package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.AudioDecoder;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchedAudio;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Does what {@link RecordingAnalysis} does for a job that asks for everything, and tells what each
 * stage of it cost the thread; and what Silero VAD alone costs. Thread-safe.
 */
public final class StageCosts implements AutoCloseable {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AudioFetcher fetcher = new AudioFetcher(List.of(Path.of("/")));
  private final AudioDecoder decoder = new AudioDecoder(Limits.DEFAULT);
  private final Models models;
  private final SpeakerNetwork network;
  private final CountParameters counting;
  private final List<OnnxModel> speakerNetworks;
  private final Optional<OnnxModel> silero;

  /**
   * @param models the project's own
   * @param silero the ONNX file of Silero VAD, where there is one
   */
  public StageCosts(Path models, Optional<Path> silero) {
    ModelStore store = ModelStore.open(models);
    this.models = Models.load(store, ModelChoice.OWN);
    this.counting = Parameters.of(store, store.entry("speaker-count"), CountParameters.class);
    this.speakerNetworks = List.of(store.network("speaker-trunk"), store.network("speaker-head"));
    this.network =
        new SpeakerNetwork(speakerNetworks.get(0), speakerNetworks.get(1), counting.ridge());
    this.silero = silero.map(file -> store.chosen(file.toString()));
  }

  /**
   * Processor time of one thread, in nanoseconds.
   *
   * @param vad speech detection and SNR
   * @param clustering all of the count but its networks
   * @param speakers how many were counted, so that nobody measures nonsense
   */
  public record Cost(long decode, long vad, long embedding, long clustering, int speakers) {
    /** All stages. */
    public long total() {
      return decode + vad + embedding + clustering;
    }
  }

  /** The whole insight of a file, on the calling thread. */
  public Cost insight(Path file) throws JobFailedException {
    Clock decoding = new Clock();
    Clock embedding = new Clock();
    Cancellation cancellation = new Cancellation();
    Job job = Job.of(file.toString(), new AudioSource.Remote(file.toUri()));
    long start = THREADS.getCurrentThreadCpuTime();
    try (FetchedAudio audio = fetcher.fetch(job.audio(), cancellation);
        Recording recording = decoder.open(audio, Optional.empty(), cancellation)) {
      SignalAnalysis mix = new SignalAnalysis(models, job, cancellation);
      mix.listen(decoding.around(recording.signal()));
      List<Region> regions = mix.regions(recording.length());
      Optional<?> snr = mix.snr(regions, recording.length(), recording.clippedRatio());
      long heard = THREADS.getCurrentThreadCpuTime();
      long firstDecoding = decoding.nanos;
      int speakers =
          new SpeakerCounter(embedding.around(network), counting)
              .count(
                  decoding.around(recording.signal()),
                  regions,
                  job.options().minSpeakers(),
                  job.options().maxSpeakers(),
                  cancellation)
              .count();
      long end = THREADS.getCurrentThreadCpuTime();
      return new Cost(
          decoding.nanos,
          heard - start - firstDecoding,
          embedding.nanos,
          end - heard - (decoding.nanos - firstDecoding) - embedding.nanos,
          snr.isPresent() ? speakers : -1);
    }
  }

  /** Whether Silero VAD is there. */
  public boolean hasSilero() {
    return silero.isPresent();
  }

  /** What Silero VAD alone costs over a file, in chunks of 32 ms with a state; decoding apart. */
  public long silero(Path file) throws JobFailedException {
    Cancellation cancellation = new Cancellation();
    AudioSource source = new AudioSource.Remote(file.toUri());
    Clock decoding = new Clock();
    try (FetchedAudio audio = fetcher.fetch(source, cancellation);
        Recording recording = decoder.open(audio, Optional.empty(), cancellation)) {
      long start = THREADS.getCurrentThreadCpuTime();
      new SileroVad(silero.orElseThrow())
          .run(new Ahead(decoding.around(recording.signal())), cancellation);
      return THREADS.getCurrentThreadCpuTime() - start - decoding.nanos;
    }
  }

  @Override
  public void close() {
    models.close();
    speakerNetworks.forEach(OnnxModel::close);
    silero.ifPresent(OnnxModel::close);
    fetcher.close();
  }

  /** Adds up the processor time of one thread in something. Confined to that thread. */
  private static final class Clock {
    private long nanos;

    private <T> T timed(Step<T> step) throws JobFailedException {
      long start = THREADS.getCurrentThreadCpuTime();
      try {
        return step.run();
      } finally {
        nanos += THREADS.getCurrentThreadCpuTime() - start;
      }
    }

    SampleStream around(SampleStream stream) {
      return target -> timed(() -> stream.read(target));
    }

    SpeakerModel around(SpeakerModel model) {
      return new SpeakerModel() {
        @Override
        public List<VoiceStatistics> pieces(FloatBuffer wave, int count, Cancellation cancellation)
            throws JobFailedException {
          return timed(() -> model.pieces(wave, count, cancellation));
        }

        @Override
        public Voice voice(
            VoiceStatistics statistics, List<Integer> pieces, Cancellation cancellation)
            throws JobFailedException {
          return timed(() -> model.voice(statistics, pieces, cancellation));
        }
      };
    }

    /** What is timed. */
    private interface Step<T> {
      T run() throws JobFailedException;
    }
  }

  /** Reads a minute ahead, so that a clock around the source is not asked for each chunk. */
  private static final class Ahead implements SampleStream {
    private final SampleStream source;
    private final FloatBuffer held = FloatBuffer.allocate(60 * 16_000).limit(0);

    Ahead(SampleStream source) {
      this.source = source;
    }

    @Override
    public int read(FloatBuffer target) throws JobFailedException {
      int count = 0;
      while (target.hasRemaining()) {
        if (!held.hasRemaining()) {
          source.read(held.clear());
          held.flip();
          if (!held.hasRemaining()) {
            return count;
          }
        }
        int taken = Math.min(target.remaining(), held.remaining());
        target.put(target.position(), held, held.position(), taken);
        target.position(target.position() + taken);
        held.position(held.position() + taken);
        count += taken;
      }
      return count;
    }
  }
}
