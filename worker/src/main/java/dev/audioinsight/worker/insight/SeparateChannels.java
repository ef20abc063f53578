package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Recording;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.crosstalk.LeakFinder;
import dev.audioinsight.worker.crosstalk.Leaks;
import dev.audioinsight.worker.crosstalk.Likeness;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The analysis of each channel by itself, and of what they have together. A channel without a
 * signal and a copy are not analysed; what a channel hears of another one is neither its speech nor
 * its noise. Confined to one job.
 */
final class SeparateChannels {
  /** Two channels are in one room where so much of either's speech comes over hardly weaker. */
  private static final double ROOM_SHARE = 0.25;

  private static final int FRAME_MS = 16;

  private final Models models;
  private final Job job;
  private final Recording recording;
  private final Trace trace;
  private final Cancellation cancellation;
  private final List<Integer> live = new ArrayList<>();
  private final List<SignalAnalysis> analyses = new ArrayList<>();
  private final List<Integer> speechFrames = new ArrayList<>();
  private Likeness likeness;
  private Leaks leaks;

  SeparateChannels(
      Models models, Job job, Recording recording, Trace trace, Cancellation cancellation) {
    this.models = models;
    this.job = job;
    this.recording = recording;
    this.trace = trace;
    this.cancellation = cancellation;
  }

  private int channels() {
    return recording.info().orElseThrow().channels();
  }

  /**
   * Walks along the channels: all at once for what they have in common, and each by itself.
   *
   * @param mix what was heard of their mean, which is the channel itself where there is only one
   */
  void listen(SignalAnalysis mix) throws JobFailedException {
    List<Integer> all = IntStream.range(0, channels()).boxed().toList();
    likeness = Likeness.of(recording.channels(all), cancellation);
    recording.verifyUnchanged();
    // What is faint and alone is heard as its mix is.
    boolean alone = channels() == 1 && !mix.regions(recording.length()).isEmpty();
    all.stream()
        .filter(c -> (alone || !likeness.isSilent(c)) && likeness.original(c) == c)
        .forEach(live::add);
    for (int channel : live) {
      analyses.add(channels() == 1 ? mix : listenTo(channel));
    }
    leaks = leaks();
    for (int i = 0; i < live.size(); i++) {
      speechFrames.add(analyses.get(i).talk().speechFrames());
      analyses.get(i).ignore(leaks.of(i));
    }
  }

  private SignalAnalysis listenTo(int channel) throws JobFailedException {
    SignalAnalysis analysis = new SignalAnalysis(models, job, cancellation);
    analysis.listen(recording.channels(List.of(channel)).get(0));
    recording.verifyUnchanged();
    return analysis;
  }

  private Leaks leaks() throws JobFailedException {
    if (live.size() < 2) {
      return Leaks.none(live.size());
    }
    Leaks found =
        LeakFinder.find(
            recording.channels(live), analyses.stream().map(a -> a.talk()).toList(), cancellation);
    recording.verifyUnchanged();
    return found;
  }

  /** What there is to say of all channels together, if the job asks for it, and of each. */
  record Found(Optional<Speakers> speakers, List<ChannelResult> channels) {
    Found {
      channels = List.copyOf(channels);
    }
  }

  /** Tells who speaks on each channel, and sums up. */
  Found findings() throws JobFailedException {
    Map<Integer, List<Region>> regions = new TreeMap<>();
    for (int i = 0; i < live.size(); i++) {
      regions.put(live.get(i), analyses.get(i).regions(recording.length()));
    }
    Optional<ChannelSpeakers.Counted> counted =
        asksFor(Analysis.SPEAKERS) ? Optional.of(counted(regions)) : Optional.empty();
    Map<String, Double> levels = new TreeMap<>();
    List<ChannelResult> results = new ArrayList<>();
    for (int channel = 0; channel < channels(); channel++) {
      if (likeness.original(channel) != channel) {
        results.add(ChannelResult.duplicate(channel, likeness.original(channel)));
      } else if (!live.contains(channel)) {
        results.add(silent(channel));
      } else {
        results.add(live(channel, regions.get(channel), counted, levels));
      }
    }
    return new Found(counted.map(c -> c.all().withPerSpeakerSnrDb(levels)), results);
  }

  private ChannelSpeakers.Counted counted(Map<Integer, List<Region>> regions)
      throws JobFailedException {
    List<ChannelSpeakers.Channel> speaking = new ArrayList<>();
    regions.forEach(
        (channel, speech) -> {
          if (!speech.isEmpty()) {
            speaking.add(new ChannelSpeakers.Channel(channel, () -> channel(channel), speech));
          }
        });
    ChannelSpeakers speakers =
        new ChannelSpeakers(models.speakers(), job.options(), trace, cancellation);
    ChannelSpeakers.Counted counted = speakers.count(speaking, this::isOneRoom);
    recording.verifyUnchanged();
    return counted;
  }

  private SampleStream channel(int channel) throws JobFailedException {
    recording.verifyUnchanged();
    return recording.channels(List.of(channel)).get(0);
  }

  private boolean isOneRoom(int channel, int other) {
    int a = live.indexOf(channel);
    int b = live.indexOf(other);
    int least = Math.min(speechFrames.get(a), speechFrames.get(b));
    return leaks.near(a, b) > ROOM_SHARE * least;
  }

  private ChannelResult silent(int channel) {
    double clippedRatio = recording.clippedRatio(channel);
    return new ChannelResult(
        channel,
        ChannelResult.State.SILENT,
        null,
        0L,
        SignalAnalysis.speech(List.of(), recording.length()),
        asksFor(Analysis.SNR) ? SnrEstimator.none(Snr.Reason.NO_SPEECH, clippedRatio) : null,
        asksFor(Analysis.SPEAKERS) ? SpeakerCounter.nobody() : null);
  }

  /**
   * The answer for a channel with a signal of its own.
   *
   * @param levels gets the SNR of each speaker who speaks here, unless it has one
   */
  private ChannelResult live(
      int channel,
      List<Region> regions,
      Optional<ChannelSpeakers.Counted> counted,
      Map<String, Double> levels)
      throws JobFailedException {
    SignalAnalysis analysis = analyses.get(live.indexOf(channel));
    Optional<Snr> snr = analysis.snr(regions, recording.length(), recording.clippedRatio(channel));
    Speakers speakers = null;
    if (counted.isPresent()) {
      Speakers here = counted.get().byChannel().getOrDefault(channel, SpeakerCounter.nobody());
      Map<String, Double> bySpeaker = analysis.bySpeaker(here.segments(), snr);
      bySpeaker.forEach(levels::putIfAbsent);
      speakers = here.withPerSpeakerSnrDb(bySpeaker);
    }
    return new ChannelResult(
        channel,
        ChannelResult.State.LIVE,
        null,
        (long) FRAME_MS * leaks.of(live.indexOf(channel)).cardinality(),
        SignalAnalysis.speech(regions, recording.length()),
        snr.orElse(null),
        speakers);
  }

  private boolean asksFor(Analysis analysis) {
    return job.analyses().contains(analysis);
  }
}
