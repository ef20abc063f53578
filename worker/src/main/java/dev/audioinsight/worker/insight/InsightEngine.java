package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.AudioDecoder;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.JobProcessor;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchedAudio;
import dev.audioinsight.worker.inference.ModelStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Analyses recordings: decoding and VAD once for all that is asked. Thread-safe; one for all
 * inference threads.
 */
public final class InsightEngine implements JobProcessor, AutoCloseable {
  private final AudioFetcher fetcher;
  private final AudioDecoder decoder;
  private final Models models;

  private InsightEngine(AudioFetcher fetcher, AudioDecoder decoder, Models models) {
    this.fetcher = fetcher;
    this.decoder = decoder;
    this.models = models;
  }

  /** As the other, with the project's own models. */
  public static InsightEngine load(Path models, AudioFetcher fetcher, Limits limits) {
    return load(models, ModelChoice.OWN, fetcher, limits);
  }

  /**
   * Loads and verifies the models and runs each once, so that the first job finds them warm.
   *
   * @param models the folder with {@code manifest.json}
   * @param choice models to use instead of the project's own
   * @throws dev.audioinsight.worker.inference.ModelException if one of them cannot be used
   */
  public static InsightEngine load(
      Path models, ModelChoice choice, AudioFetcher fetcher, Limits limits) {
    return load(ModelStore.open(models), choice, fetcher, limits);
  }

  /**
   * As the other.
   *
   * @param models an open folder
   */
  public static InsightEngine load(
      ModelStore models, ModelChoice choice, AudioFetcher fetcher, Limits limits) {
    return new InsightEngine(fetcher, new AudioDecoder(limits), Models.load(models, choice));
  }

  @Override
  public Findings process(Job job, Cancellation cancellation) throws JobFailedException {
    return process(job, cancellation, Trace.NONE);
  }

  /**
   * As {@link #process(Job, Cancellation)}.
   *
   * @param trace told what was seen on the way
   */
  public Findings process(Job job, Cancellation cancellation, Trace trace)
      throws JobFailedException {
    long start = System.nanoTime();
    try (FetchedAudio audio = fetcher.fetch(job.audio(), cancellation)) {
      return process(job, audio, System.nanoTime() - start, cancellation, trace);
    }
  }

  @Override
  public Optional<Fetch> fetch(Job job) {
    return fetcher.isRemote(job.audio()) ? Optional.of(c -> fetched(job, c)) : Optional.empty();
  }

  private Fetched fetched(Job job, Cancellation cancellation) throws JobFailedException {
    long start = System.nanoTime();
    FetchedAudio audio = fetcher.fetch(job.audio(), cancellation);
    long nanos = System.nanoTime() - start;
    return new Fetched() {
      @Override
      public Findings process(Cancellation again) throws JobFailedException {
        return InsightEngine.this.process(job, audio, nanos, again, Trace.NONE);
      }

      @Override
      public void close() {
        audio.close();
      }
    };
  }

  private Findings process(
      Job job, FetchedAudio audio, long fetchNanos, Cancellation cancellation, Trace trace)
      throws JobFailedException {
    try (Recording recording = decoder.open(audio, job.audio().encoding(), cancellation)) {
      try {
        RecordingAnalysis analysis =
            new RecordingAnalysis(models, job, recording, trace, cancellation);
        analysis.listen();
        if (!analysis.needsFile()) {
          // What was spooled is not needed any more; the analysis may take long.
          audio.close();
        }
        return analysis.findings(fetchNanos);
      } catch (JobFailedException e) {
        throw new JobFailedException(e.error(), recording.info().orElse(null));
      } catch (RuntimeException e) {
        throw withAudio(e, recording);
      }
    }
  }

  /** A fault of the analysis is the worker's own; the stack trace is all that helps. */
  private static RuntimeException withAudio(RuntimeException e, Recording recording) {
    String which = recording.info().map(info -> " " + info.sha256()).orElse("");
    return new IllegalStateException("audio" + which, e);
  }

  /** The models by kind, as results name them. */
  public Map<String, String> modelNames() {
    return new TreeMap<>(models.names());
  }

  @Override
  public void close() {
    models.close();
    fetcher.close();
  }
}
