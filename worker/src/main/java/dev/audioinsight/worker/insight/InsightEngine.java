package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.audio.AudioDecoder;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.JobProcessor;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.fetch.FetchedAudio;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Analyses recordings: decoding and VAD once for all that is asked. Thread-safe; one for all
 * inference threads.
 */
public final class InsightEngine implements JobProcessor, AutoCloseable {
  private final AudioFetcher fetcher;
  private final AudioDecoder decoder;
  private final List<OnnxModel> models;
  private final SpeechDetector detector;
  private final SnrParameters snrParameters;
  private final SnrEstimator snr;
  private final SpeakerCounter speakers;
  private final Map<String, String> modelNames;

  private InsightEngine(ModelStore store, ModelChoice choice, AudioFetcher fetcher, Limits limits) {
    OnnxModel vad = choice.vad().map(store::chosen).orElseGet(() -> store.network("vad-snr"));
    SpeakerSetup who = SpeakerSetup.load(store, choice.speaker());
    this.fetcher = fetcher;
    this.decoder = new AudioDecoder(limits);
    this.models = Stream.concat(Stream.of(vad), who.networks().stream()).toList();
    this.detector = SpeechDetector.of(vad);
    this.snrParameters = Parameters.of(store, store.entry("snr"), SnrParameters.class);
    this.snr = new SnrEstimator(snrParameters);
    this.speakers = who.counter();
    Map<String, String> names = new TreeMap<>(who.names());
    names.put("vad", vad.entry().label());
    this.modelNames = Map.copyOf(names);
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
    InsightEngine engine = new InsightEngine(models, choice, fetcher, limits);
    engine.warmUp();
    return engine;
  }

  private void warmUp() {
    Samples second = Samples.of(new float[Samples.RATE]);
    try {
      detector.run(second, new Cancellation());
      speakers.count(second, List.of(new Region(0, second.length(), 0)), 1, 1, new Cancellation());
    } catch (JobFailedException e) {
      throw new IllegalStateException(e);
    }
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
    requireAvailable(job.options());
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
    requireAvailable(job.options());
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

  private static void requireAvailable(Options options) throws JobFailedException {
    if (options.channels() == ChannelMode.SEPARATE) {
      throw new JobFailedException(
          ErrorCode.INVALID_OPTIONS, "options.channels: separate is not available in this version");
    }
  }

  private Findings process(
      Job job, FetchedAudio audio, long fetchNanos, Cancellation cancellation, Trace trace)
      throws JobFailedException {
    long start = System.nanoTime();
    Recording recording = decoder.decode(audio, job.audio().encoding(), cancellation);
    // What was spooled is not needed any more; the analysis may take long.
    audio.close();
    long decodeNanos = System.nanoTime() - start;
    try {
      return findings(job, recording, fetchNanos, decodeNanos, cancellation, trace);
    } catch (JobFailedException e) {
      throw new JobFailedException(e.error(), recording.info());
    } catch (RuntimeException e) {
      throw withAudio(e, recording);
    }
  }

  /** A fault of the analysis is the worker's own; the stack trace is all that helps. */
  private static RuntimeException withAudio(RuntimeException e, Recording recording) {
    return new IllegalStateException("audio " + recording.info().sha256(), e);
  }

  private Findings findings(
      Job job,
      Recording recording,
      long fetchNanos,
      long decodeNanos,
      Cancellation cancellation,
      Trace trace)
      throws JobFailedException {
    long start = System.nanoTime();
    Options options = job.options();
    Samples samples = recording.samples();
    FrameTrack track = detector.run(samples, cancellation);
    cancellation.throwIfCancelled();
    trace.decoded(samples);
    trace.speech(seconds -> track.frames() == 0 ? 0 : track.speechAt(seconds * Samples.RATE));
    List<Region> regions =
        SpeechSegmenter.regions(
            track, options.vadHopSize(), options.vadThreshold(), samples.length());
    Optional<Snr> level =
        job.analyses().contains(Analysis.SNR)
            ? Optional.of(snr(track, recording, regions, options))
            : Optional.empty();
    cancellation.throwIfCancelled();
    long segmented = System.nanoTime();
    Optional<Speakers> who =
        job.analyses().contains(Analysis.SPEAKERS)
            ? Optional.of(speakers(samples, regions, options, trace, cancellation))
            : Optional.empty();
    cancellation.throwIfCancelled();
    LocalSnr local = new LocalSnr(track, snrParameters);
    boolean measured = track.hasLevels() && level.isPresent() && level.get().db() != null;
    long counted = System.nanoTime();
    return new Findings(
        recording.info(),
        speech(regions, recording),
        measured ? level.map(l -> l.withTimeline(local.timeline(samples.length()))) : level,
        measured ? who.map(w -> w.withPerSpeakerSnrDb(local.bySpeaker(w.segments()))) : who,
        new Findings.StageTimes(
            milliseconds(fetchNanos),
            milliseconds(decodeNanos),
            milliseconds(segmented - start),
            milliseconds(counted - segmented)),
        modelNames);
  }

  private Snr snr(FrameTrack track, Recording recording, List<Region> regions, Options options) {
    return regions.isEmpty()
        ? SnrEstimator.none(Snr.Reason.NO_SPEECH, recording.clippedRatio())
        : snr.estimate(
            track, recording.samples(), options.vadThreshold(), recording.clippedRatio());
  }

  private Speakers speakers(
      Samples samples,
      List<Region> regions,
      Options options,
      Trace trace,
      Cancellation cancellation)
      throws JobFailedException {
    return regions.isEmpty()
        ? SpeakerCounter.nobody()
        : speakers.count(
            samples, regions, options.minSpeakers(), options.maxSpeakers(), trace, cancellation);
  }

  private static Speech speech(List<Region> regions, Recording recording) {
    List<Speech.Segment> segments =
        regions.stream()
            .map(
                region ->
                    new Speech.Segment(
                        Timeline.milliseconds(region.start()),
                        Timeline.milliseconds(region.end()),
                        Math.rint(Math.min(1, region.probability()) * 1_000) / 1_000))
            .toList();
    long duration = segments.stream().mapToLong(s -> s.endMs() - s.startMs()).sum();
    // A recording shorter than 1 ms lasts 0 ms.
    long recorded = Timeline.milliseconds(recording.samples().length());
    double ratio = recorded == 0 ? 0 : Math.min(1, (double) duration / recorded);
    return new Speech(duration, Math.rint(ratio * 1_000) / 1_000, segments);
  }

  private static long milliseconds(long nanos) {
    return nanos / 1_000_000;
  }

  /** The models by kind, as results name them. */
  public Map<String, String> modelNames() {
    return new TreeMap<>(modelNames);
  }

  @Override
  public void close() {
    models.forEach(OnnxModel::close);
    fetcher.close();
  }
}
