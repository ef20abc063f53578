package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import java.util.List;
import java.util.Optional;

/**
 * The analysis of one recording: {@link #listen} walks along it and hears where speech is and how
 * loud all is, {@link #findings} walks along it again and hears who speaks there. The first leaves
 * some numbers for each frame behind, the second some for each voice, and neither a sample; so
 * memory hardly grows with the length. Speech and SNR are those of the mean of all channels, the
 * speakers those of the channels where the job asks for them. Confined to one job.
 */
final class RecordingAnalysis {
  private final Models models;
  private final Job job;
  private final Recording recording;
  private final Trace trace;
  private final Cancellation cancellation;
  private final SignalAnalysis mix;
  private final Optional<SeparateChannels> channels;
  private long vadNanos;

  RecordingAnalysis(
      Models models, Job job, Recording recording, Trace trace, Cancellation cancellation) {
    this.models = models;
    this.job = job;
    this.recording = recording;
    this.trace = trace;
    this.cancellation = cancellation;
    this.mix = new SignalAnalysis(models, job, cancellation);
    this.channels =
        job.options().channels() == ChannelMode.SEPARATE
            ? Optional.of(new SeparateChannels(models, job, recording, trace, cancellation))
            : Optional.empty();
  }

  /** The first walk, after which the facts of the recording are known. */
  void listen() throws JobFailedException {
    long start = System.nanoTime();
    mix.listen(recording.signal());
    if (channels.isPresent()) {
      channels.get().listen(mix);
    }
    vadNanos = System.nanoTime() - start - recording.decodeNanos();
  }

  /** Whether the file is read again, for not all that is needed of it is held. */
  boolean needsFile() {
    return !recording.isHeld() || (channels.isPresent() && !recording.areChannelsHeld());
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
    FrameTrack track = mix.track();
    trace.speech(seconds -> track.frames() == 0 ? 0 : track.speechAt(seconds * Samples.RATE));
    int length = recording.length();
    List<Region> regions = mix.regions(length);
    Optional<Snr> snr = mix.snr(regions, length, recording.clippedRatio());
    vadNanos += System.nanoTime() - start;
    long counting = System.nanoTime() - recording.decodeNanos();
    SeparateChannels.Found found =
        channels.isPresent()
            ? channels.get().findings()
            : new SeparateChannels.Found(speakers(regions, snr), List.of());
    cancellation.throwIfCancelled();
    long speakersNanos = System.nanoTime() - recording.decodeNanos() - counting;
    return new Findings(
        recording.info().orElseThrow(),
        SignalAnalysis.speech(regions, length),
        snr,
        found.speakers(),
        channels.map(c -> found.channels()),
        new Findings.StageTimes(
            milliseconds(fetchNanos),
            milliseconds(recording.decodeNanos()),
            milliseconds(vadNanos),
            milliseconds(speakersNanos)),
        models.names());
  }

  private Optional<Speakers> speakers(List<Region> regions, Optional<Snr> snr)
      throws JobFailedException {
    if (!asksFor(Analysis.SPEAKERS)) {
      return Optional.empty();
    }
    Speakers counted = regions.isEmpty() ? SpeakerCounter.nobody() : counted(regions);
    return Optional.of(counted.withPerSpeakerSnrDb(mix.bySpeaker(counted.segments(), snr)));
  }

  private Speakers counted(List<Region> regions) throws JobFailedException {
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

  private static long milliseconds(long nanos) {
    return nanos / 1_000_000;
  }
}
