package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Finds speech that came over from another channel: where two channels speak at once, the weaker
 * one's speech is a leak if the louder one explains at least {@value #SHARE} of its power ({@link
 * PathFinder}), within {@value Loudness#AROUND} frames to both sides. Two who really speak at once
 * explain little of each other. Confined to one call.
 */
public final class LeakFinder {
  /** The share of the speech's power that the source explains. */
  private static final double SHARE = 0.25;

  /** A channel is taken for louder than the one behind it up to 1 dB, so that a tie is none. */
  private static final double TIE = Math.pow(10, 0.1);

  /** A leak is near if its source is louder by less than 6 dB. */
  private static final double NEAR = Math.pow(10, 0.6);

  private final ChannelWindows windows;
  private final List<? extends Talk> talks;
  private final List<Loudness> loudness;
  private final PathFinder paths = new PathFinder();
  private final List<BitSet> leaked = new ArrayList<>();
  private final int[][] near;
  private final Remainders remainders;

  private LeakFinder(
      List<SampleStream> channels, List<? extends Talk> talks, List<Loudness> loudness) {
    this.windows = new ChannelWindows(channels);
    this.talks = talks;
    this.loudness = loudness;
    this.remainders = new Remainders(talks, loudness);
    this.near = new int[talks.size()][talks.size()];
    talks.forEach(talk -> leaked.add(new BitSet()));
  }

  /**
   * Listens to all channels at once.
   *
   * @param channels each at its first sample; read in turn, by as much
   * @param talks of each channel
   */
  public static Leaks find(
      List<SampleStream> channels, List<? extends Talk> talks, Cancellation cancellation)
      throws JobFailedException {
    List<Loudness> loudness = new ArrayList<>();
    for (Talk talk : talks) {
      loudness.add(Loudness.of(talk, cancellation));
    }
    LeakFinder finder = new LeakFinder(channels, talks, loudness);
    while (finder.windows.next()) {
      cancellation.throwIfCancelled();
      finder.new Window(finder.windows.index() * PathFinder.FRAMES, cancellation).judge();
    }
    finder.remainders.addTo(finder.leaked, cancellation);
    return new Leaks(finder.leaked, finder.near);
  }

  /** One window; frames are counted from its first. */
  private final class Window {
    private final int from;
    private final Cancellation cancellation;
    private final double[][] reaches = new double[talks.size()][PathFinder.FRAMES];
    private final PathFinder.Second[] seconds = new PathFinder.Second[talks.size()];
    private final double[][][] shares = new double[talks.size()][talks.size()][];

    Window(int from, Cancellation cancellation) {
      this.from = from;
      this.cancellation = cancellation;
    }

    void judge() throws JobFailedException {
      for (int channel = 0; channel < talks.size(); channel++) {
        for (int frame = 0; frame < PathFinder.FRAMES; frame++) {
          reaches[channel][frame] = loudness.get(channel).near(from + frame);
        }
      }
      for (int frame = 0; frame < PathFinder.FRAMES; frame++) {
        judge(frame);
      }
    }

    /** From the loudest channel on: what one that is itself no leak explains is a leak. */
    private void judge(int frame) throws JobFailedException {
      List<Integer> speaking =
          IntStream.range(0, talks.size())
              .filter(c -> reaches[c][frame] > 0)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer c) -> -rank(c, frame)))
              .toList();
      List<Integer> own = new ArrayList<>();
      for (int target : speaking) {
        OptionalInt source = sourceOf(target, frame, own);
        if (source.isPresent()) {
          add(source.getAsInt(), target, frame);
        } else {
          own.add(target);
        }
      }
    }

    private OptionalInt sourceOf(int target, int frame, List<Integer> louder)
        throws JobFailedException {
      Talk talk = talks.get(target);
      if (from + frame < talk.frames() && talk.isSpeech(from + frame)) {
        for (int source : louder) {
          if (share(source, target)[frame] >= SHARE) {
            return OptionalInt.of(source);
          }
        }
      }
      return OptionalInt.empty();
    }

    private void add(int source, int target, int frame) {
      leaked.get(target).set(from + frame);
      remainders.learn(source, target, from + frame);
      if (reaches[source][frame] < NEAR * reaches[target][frame]) {
        near[source][target]++;
      }
    }

    private double rank(int channel, int frame) {
      return reaches[channel][frame] * Math.pow(TIE, -channel);
    }

    /** The share of the target's speech that the source explains, around each frame. */
    private double[] share(int source, int target) throws JobFailedException {
      if (shares[source][target] == null) {
        cancellation.throwIfCancelled();
        double[] left = paths.residual(second(source), second(target));
        shares[source][target] = share(second(target).powers(), left, target);
      }
      return shares[source][target];
    }

    private PathFinder.Second second(int channel) {
      if (seconds[channel] == null) {
        seconds[channel] = paths.second(windows.of(channel));
      }
      return seconds[channel];
    }

    private double[] share(double[] all, double[] left, int target) {
      double[] share = new double[PathFinder.FRAMES];
      for (int frame = 0; frame < share.length; frame++) {
        double explained = 0;
        double speech = 0;
        for (int i = Math.max(0, frame - Loudness.AROUND);
            i <= frame + Loudness.AROUND && i < all.length;
            i++) {
          Talk talk = talks.get(target);
          if (from + i < talk.frames() && talk.isSpeech(from + i)) {
            explained += all[i] - left[i];
            speech += talk.power(from + i);
          }
        }
        share[frame] = speech == 0 ? 0 : explained / speech;
      }
      return share;
    }
  }
}
