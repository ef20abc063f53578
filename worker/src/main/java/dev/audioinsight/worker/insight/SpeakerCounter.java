package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts the speakers of a recording and tells who speaks when.
 *
 * <p>Speech is cut into pieces of about 2 s; the {@link MergeChain} joins those of one voice; the
 * {@link CountDistribution} says where to stop. Voices below the least share are no speakers: their
 * pieces go to the most similar one that is. Thread-safe, and deterministic.
 */
final class SpeakerCounter {
  private final SpeakerModel network;
  private final PairModel pairs;
  private final CountParameters p;

  SpeakerCounter(SpeakerModel network, CountParameters parameters) {
    this.network = network;
    this.pairs = new PairModel(parameters);
    this.p = parameters;
  }

  /** As the other, untold. */
  Speakers count(
      SampleStream samples, List<Region> regions, int fewest, int most, Cancellation cancellation)
      throws JobFailedException {
    return count(samples, regions, fewest, most, Trace.NONE, cancellation);
  }

  /**
   * How much a voice says at least.
   *
   * @param seconds of speech in all
   */
  double leastSeconds(double seconds) {
    return p.floor(seconds);
  }

  /** The answer where nobody speaks. */
  static Speakers nobody() {
    return new Speakers(0, 1, Map.of("0", 1.0), List.of(), Map.of());
  }

  /**
   * Counts the speakers in these regions, of which there is at least one.
   *
   * @param samples of the recording, from its beginning on
   * @param fewest the least count to answer, where there are so many pieces of speech
   * @param most the highest count to answer
   * @param trace told how the count came about
   */
  Speakers count(
      SampleStream samples,
      List<Region> regions,
      int fewest,
      int most,
      Trace trace,
      Cancellation cancellation)
      throws JobFailedException {
    Signal signal = new Signal(() -> samples, regions);
    Chorus chorus = hear(List.of(signal), fewest, most, cancellation);
    int count = chorus.distribution().count();
    trace.speakers(() -> chorus.lines(count));
    Chorus.Part part = chorus.parts().get(0);
    return Timeline.speakers(
        chorus.distribution(), count, regions, part.pieces(), chorus.labels(count).get(0));
  }

  /**
   * Speech of one signal.
   *
   * @param samples opened when it is its turn, from the beginning on
   * @param regions where somebody speaks
   */
  record Signal(Source samples, List<Region> regions) {
    Signal {
      regions = List.copyOf(regions);
    }
  }

  /** Where a signal comes from. */
  interface Source {
    SampleStream open() throws JobFailedException;
  }

  /**
   * Hears all voices of some signals, whoever speaks on which.
   *
   * @param fewest the least count to answer, where there are so many pieces of speech
   * @param most the highest count to answer
   */
  Chorus hear(List<Signal> signals, int fewest, int most, Cancellation cancellation)
      throws JobFailedException {
    MergeChain chain = new MergeChain(network, pairs);
    VoiceBlocks voices = new VoiceBlocks(chain, cancellation);
    List<Region> pieces = new ArrayList<>();
    List<Chorus.Part> parts = new ArrayList<>();
    double seconds = 0;
    for (Signal signal : signals) {
      int before = pieces.size();
      List<Region> stretches = stretches(signal.regions());
      seconds += hear(signal.samples().open(), stretches, pieces, voices, cancellation);
      parts.add(new Chorus.Part(signal.regions(), pieces.subList(before, pieces.size())));
    }
    List<Voice> clusters = pieces.isEmpty() ? List.of() : voices.left();
    List<MergeChain.State> states =
        clusters.isEmpty() ? List.of() : chain.run(clusters, 1, cancellation);
    // No more voices than can be told apart: a count without a turn to show for it is no answer.
    int least = Math.max(1, Math.min(fewest, clusters.size()));
    CountDistribution distribution =
        CountDistribution.of(states, new StopModel(p, pieces), seconds, least, most, p);
    return new Chorus(parts, states, distribution, seconds, p);
  }

  /** What the network hears at once: regions that are long enough, long ones in parts. */
  private List<Region> stretches(List<Region> regions) {
    return regions.stream()
        .filter(region -> region.length() >= p.minRegionSeconds() * Samples.RATE)
        .flatMap(region -> region.parts(partsOf(region)).stream())
        .toList();
  }

  private int partsOf(Region region) {
    return (int) Math.ceil(region.length() / (p.maxRegionSeconds() * Samples.RATE));
  }

  private int piecesOf(Region stretch) {
    double pieces = (double) stretch.length() / Samples.RATE / p.pieceSeconds();
    return (int) Math.max(1, Math.floor(pieces + 0.5));
  }

  /**
   * Hears all speech, piece by piece.
   *
   * @param pieces gets where they are
   * @param voices gets whose they are
   * @return seconds of speech in all
   */
  private double hear(
      SampleStream samples,
      List<Region> stretches,
      List<Region> pieces,
      VoiceBlocks voices,
      Cancellation cancellation)
      throws JobFailedException {
    SpeechReader speech = new SpeechReader(samples, stretches);
    double seconds = 0;
    for (Region stretch : stretches) {
      int count = piecesOf(stretch);
      List<VoiceStatistics> heard = network.pieces(speech.read(stretch), count, cancellation);
      for (int i = 0; i < count; i++) {
        Voice voice = network.voice(heard.get(i), List.of(pieces.size() + i), cancellation);
        seconds += voice.seconds();
        voices.add(voice);
      }
      pieces.addAll(stretch.parts(count));
    }
    return seconds;
  }
}
