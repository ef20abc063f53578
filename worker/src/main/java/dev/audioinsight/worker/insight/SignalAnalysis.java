package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one signal of a recording, the mean of its channels or one of them, says of speech and
 * levels after a walk along it. Some numbers for each frame are left of it, and no sample. Confined
 * to one job.
 */
final class SignalAnalysis {
  private final Models models;
  private final Job job;
  private final Cancellation cancellation;
  private FrameTrack track;
  private FrameEnergy energy;

  SignalAnalysis(Models models, Job job, Cancellation cancellation) {
    this.models = models;
    this.job = job;
    this.cancellation = cancellation;
  }

  /** The walk. */
  void listen(SampleStream signal) throws JobFailedException {
    FrameEnergy.Builder energies = new FrameEnergy.Builder(models.snr().highPassHz());
    track =
        models.detector().run(needsEnergy() ? energies.listeningTo(signal) : signal, cancellation);
    energy = energies.build();
    cancellation.throwIfCancelled();
  }

  private boolean needsEnergy() {
    return asksFor(Analysis.SNR) || job.options().channels() == ChannelMode.SEPARATE;
  }

  private boolean asksFor(Analysis analysis) {
    return job.analyses().contains(analysis);
  }

  /** Takes out what another channel says: it is no speech here, and no noise either. */
  void ignore(BitSet frames) {
    track = track.without(frames);
  }

  FrameTrack track() {
    return track;
  }

  SpokenFrames talk() {
    return new SpokenFrames(track, energy, SpeechSegmenter.exit(job.options().vadThreshold()));
  }

  /**
   * Where somebody speaks.
   *
   * @param length of the signal in samples
   */
  List<Region> regions(int length) throws JobFailedException {
    return SpeechSegmenter.regions(
        track, job.options().vadHopSize(), job.options().vadThreshold(), length, cancellation);
  }

  /** The SNR, if the job asks for it. */
  Optional<Snr> snr(List<Region> regions, int length, double clippedRatio)
      throws JobFailedException {
    if (!asksFor(Analysis.SNR)) {
      return Optional.empty();
    }
    if (regions.isEmpty()) {
      return Optional.of(SnrEstimator.none(Snr.Reason.NO_SPEECH, clippedRatio));
    }
    Snr snr =
        new SnrEstimator(models.snr())
            .estimate(track, energy, job.options().vadThreshold(), clippedRatio, cancellation);
    boolean measured = track.hasLevels() && snr.db() != null;
    return Optional.of(measured ? snr.withTimeline(local().timeline(length, cancellation)) : snr);
  }

  /** The SNR while each of them speaks, where that of the whole is known. */
  Map<String, Double> bySpeaker(List<Speakers.Turn> turns, Optional<Snr> snr)
      throws JobFailedException {
    boolean measured = track.hasLevels() && snr.isPresent() && snr.get().db() != null;
    return measured ? local().bySpeaker(turns, cancellation) : Map.of();
  }

  private LocalSnr local() {
    return new LocalSnr(track, models.snr());
  }

  static Speech speech(List<Region> regions, int length) {
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
    long recorded = Timeline.milliseconds(length);
    double ratio = recorded == 0 ? 0 : Math.min(1, (double) duration / recorded);
    return new Speech(duration, Math.rint(ratio * 1_000) / 1_000, segments);
  }
}
