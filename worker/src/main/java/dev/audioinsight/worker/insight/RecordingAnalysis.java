package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import java.util.List;
import java.util.Optional;

/**
 * The analysis of one recording, in two walks along it: {@link #listen} hears where speech is and
 * how loud all is, {@link #findings} who speaks there. The first leaves some numbers for each frame
 * behind, the second some for each voice, and neither a sample; so memory hardly grows with the
 * length. Confined to one job.
 */
final class RecordingAnalysis {
  private final Models models;
  private final Job job;
  private final Recording recording;
  private final Trace trace;
  private final Cancellation cancellation;
  private final SnrEstimator estimator;
  private FrameTrack track;
  private FrameEnergy energy;
  private long vadNanos;

  RecordingAnalysis(
      Models models, Job job, Recording recording, Trace trace, Cancellation cancellation) {
    this.models = models;
    this.job = job;
    this.recording = recording;
    this.trace = trace;
    this.cancellation = cancellation;
    this.estimator = new SnrEstimator(models.snr());
  }

  /** The first walk, after which the facts of the recording are known. */
  void listen() throws JobFailedException {
    long start = System.nanoTime();
    FrameEnergy.Builder energies = new FrameEnergy.Builder(models.snr().highPassHz());
    SampleStream signal = recording.signal();
    track =
        models
            .detector()
            .run(asksFor(Analysis.SNR) ? energies.listeningTo(signal) : signal, cancellation);
    energy = energies.build();
    vadNanos = System.nanoTime() - start - recording.decodeNanos();
    cancellation.throwIfCancelled();
  }

  private boolean asksFor(Analysis analysis) {
    return job.analyses().contains(analysis);
  }

  /**
   * All that the job asks for; the second walk, where it takes one.
   *
   * @param fetchNanos that it took to bring the audio here
   */
  Findings findings(long fetchNanos) throws JobFailedException {
    long start = System.nanoTime();
    recording.held().ifPresent(trace::decoded);
    trace.speech(seconds -> track.frames() == 0 ? 0 : track.speechAt(seconds * Samples.RATE));
    List<Region> regions = regions();
    Optional<Snr> snr = asksFor(Analysis.SNR) ? Optional.of(snr(regions)) : Optional.empty();
    vadNanos += System.nanoTime() - start;
    long counting = System.nanoTime() - recording.decodeNanos();
    Optional<Speakers> speakers =
        asksFor(Analysis.SPEAKERS) ? Optional.of(speakers(regions)) : Optional.empty();
    cancellation.throwIfCancelled();
    long speakersNanos = System.nanoTime() - recording.decodeNanos() - counting;
    boolean measured = track.hasLevels() && snr.isPresent() && snr.get().db() != null;
    return new Findings(
        recording.info().orElseThrow(),
        speech(regions),
        measured ? Optional.of(withTimeline(snr.get())) : snr,
        measured && speakers.isPresent() ? Optional.of(withLevels(speakers.get())) : speakers,
        new Findings.StageTimes(
            milliseconds(fetchNanos),
            milliseconds(recording.decodeNanos()),
            milliseconds(vadNanos),
            milliseconds(speakersNanos)),
        models.names());
  }

  private List<Region> regions() throws JobFailedException {
    List<Region> regions =
        SpeechSegmenter.regions(
            track, job.options().vadHopSize(), job.options().vadThreshold(), recording.length());
    cancellation.throwIfCancelled();
    return regions;
  }

  private Snr snr(List<Region> regions) throws JobFailedException {
    double clippedRatio = recording.clippedRatio();
    return regions.isEmpty()
        ? SnrEstimator.none(Snr.Reason.NO_SPEECH, clippedRatio)
        : estimator.estimate(
            track, energy, job.options().vadThreshold(), clippedRatio, cancellation);
  }

  private Speakers speakers(List<Region> regions) throws JobFailedException {
    if (regions.isEmpty()) {
      return SpeakerCounter.nobody();
    }
    Speakers counted =
        models
            .speakers()
            .count(
                recording.signal(),
                regions,
                job.options().minSpeakers(),
                job.options().maxSpeakers(),
                trace,
                cancellation);
    recording.verifyUnchanged();
    return counted;
  }

  private Snr withTimeline(Snr snr) throws JobFailedException {
    return snr.withTimeline(local().timeline(recording.length(), cancellation));
  }

  private Speakers withLevels(Speakers speakers) throws JobFailedException {
    return speakers.withPerSpeakerSnrDb(local().bySpeaker(speakers.segments(), cancellation));
  }

  private LocalSnr local() {
    return new LocalSnr(track, models.snr());
  }

  private Speech speech(List<Region> regions) {
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
    long recorded = Timeline.milliseconds(recording.length());
    double ratio = recorded == 0 ? 0 : Math.min(1, (double) duration / recorded);
    return new Speech(duration, Math.rint(ratio * 1_000) / 1_000, segments);
  }

  private static long milliseconds(long nanos) {
    return nanos / 1_000_000;
  }
}
