package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which channels of a recording say nothing, and which say what another one says.
 *
 * <p>A channel is <em>silent</em> where no frame of it varies by more than {@value #SILENT_DBFS}
 * dBFS: digital zeros, a constant, the last bit of mu-law or of 16 bits. It is a <em>copy</em> of
 * an earlier one where that one explains each second of it down to {@value #ALIKE_DB} dB, but for
 * the seconds {@value #QUIET_DB} dB below the loudest, which hold little but the codec's own noise.
 * Immutable.
 */
public final class Likeness {
  /** Half a step of mu-law around zero, -72 dBFS, is still silence. */
  private static final double SILENT_DBFS = -70;

  private static final double ALIKE_DB = -15;
  private static final double QUIET_DB = -30;

  /** A second this loud holds more than noise. */
  private static final double LOUD_DBFS = -50;

  private final boolean[] silent;
  private final int[] originals;

  private Likeness(boolean[] silent, int[] originals) {
    this.silent = silent;
    this.originals = originals;
  }

  /**
   * Listens to all channels at once.
   *
   * @param channels each at its first sample; read in turn, by as much
   */
  public static Likeness of(List<SampleStream> channels, Cancellation cancellation)
      throws JobFailedException {
    return new Listener(channels).run(cancellation);
  }

  public boolean isSilent(int channel) {
    return silent[channel];
  }

  /** The channel of which this one is a copy; itself where it is none. */
  public int original(int channel) {
    return originals[channel];
  }

  /** What is heard of the channels. Confined to one thread. */
  private static final class Listener {
    /** So many loud seconds that one channel says alone, and nobody compares them any more. */
    private static final int ENOUGH = 3;

    private final ChannelWindows windows;
    private final PathFinder paths = new PathFinder();
    private final PathFinder.Second[] seconds;
    private final double[] loudestFrame;
    private final List<List<Float>> levels = new ArrayList<>();
    private final List<List<Pair>> pairs = new ArrayList<>();

    Listener(List<SampleStream> channels) {
      this.windows = new ChannelWindows(channels);
      this.seconds = new PathFinder.Second[channels.size()];
      this.loudestFrame = new double[channels.size()];
      for (int channel = 0; channel < channels.size(); channel++) {
        levels.add(new ArrayList<>());
        List<Pair> before = new ArrayList<>();
        for (int other = 0; other < channel; other++) {
          before.add(new Pair());
        }
        pairs.add(before);
      }
    }

    Likeness run(Cancellation cancellation) throws JobFailedException {
      while (windows.next()) {
        Arrays.fill(seconds, null);
        for (int channel = 0; channel < windows.channels(); channel++) {
          cancellation.throwIfCancelled();
          hear(channel);
        }
      }
      return likeness();
    }

    private PathFinder.Second second(int channel) {
      if (seconds[channel] == null) {
        seconds[channel] = paths.second(windows.of(channel));
      }
      return seconds[channel];
    }

    private void hear(int channel) {
      double[] powers = PathFinder.powers(windows.of(channel));
      for (double power : powers) {
        loudestFrame[channel] = Math.max(loudestFrame[channel], power);
      }
      double sum = sum(powers);
      float level = (float) decibels(sum / powers.length);
      levels.get(channel).add(level);
      for (int other = 0; other < channel; other++) {
        pairs.get(channel).get(other).hear(other, channel, level, sum);
      }
    }

    /** The sum over a window, but for its edges: the filter is not fitted to what lies there. */
    private static double sum(double[] powers) {
      int edge = PathFinder.FADE / PathFinder.FRAME;
      return Arrays.stream(powers, edge, powers.length - edge).sum();
    }

    private Likeness likeness() {
      int count = windows.channels();
      boolean[] silent = new boolean[count];
      int[] originals = new int[count];
      for (int channel = 0; channel < count; channel++) {
        silent[channel] = decibels(loudestFrame[channel]) < SILENT_DBFS;
        originals[channel] = channel;
        for (int other = 0; other < channel && originals[channel] == channel; other++) {
          boolean original = !silent[other] && originals[other] == other;
          if (original && !silent[channel] && isCopy(channel, other)) {
            originals[channel] = other;
          }
        }
      }
      return new Likeness(silent, originals);
    }

    private boolean isCopy(int channel, int other) {
      Pair pair = pairs.get(channel).get(other);
      double loudest = levels.get(channel).stream().mapToDouble(Float::doubleValue).max().orElse(0);
      return pair.compared
          && pair.apart < ENOUGH
          && pair.worstAbove(levels.get(channel), loudest + QUIET_DB) < ALIKE_DB;
    }

    private static double decibels(double power) {
      return 10 * Math.log10(power + 1e-12);
    }

    /** How much of a channel an earlier one leaves unexplained, second by second. */
    private final class Pair {
      private final List<Float> left = new ArrayList<>();
      private int apart;

      /** Whether there was a second that is loud enough to tell anything. */
      private boolean compared;

      void hear(int source, int target, float level, double power) {
        if (apart == ENOUGH) {
          return;
        }
        boolean faint = level < SILENT_DBFS;
        float db = faint ? -100 : (float) unexplained(source, target, power);
        compared |= !faint;
        left.add(db);
        if (db > ALIKE_DB && level > LOUD_DBFS) {
          apart++;
        }
      }

      private double unexplained(int source, int target, double power) {
        double rest = sum(paths.residual(second(source), second(target)));
        return decibels(rest / power);
      }

      double worstAbove(List<Float> levels, double least) {
        double worst = -100;
        for (int second = 0; second < left.size(); second++) {
          worst = levels.get(second) >= least ? Math.max(worst, left.get(second)) : worst;
        }
        return worst;
      }
    }
  }
}
