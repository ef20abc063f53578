package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The SNR of parts of a recording, read from the network's mask: power of the speech in its frames,
 * over power of the noise in the same frames. Confined to one analysis.
 */
final class LocalSnr {
  /** A part with fewer frames of speech has no value: half a second. */
  private static final int MIN_FRAMES = 31;

  private static final int WINDOW = 10 * Samples.RATE / FrameTrack.FRAME;

  private final FrameTrack track;
  private final SnrParameters p;

  LocalSnr(FrameTrack track, SnrParameters parameters) {
    this.track = track;
    this.p = parameters;
  }

  /** One value for each 10 s that hold speech enough. */
  List<Snr.Point> timeline(int samples, Cancellation cancellation) throws JobFailedException {
    List<Snr.Point> points = new ArrayList<>();
    for (int from = 0; from < track.frames(); from += WINDOW) {
      cancellation.throwIfCancelled();
      int to = Math.min(track.frames(), from + WINDOW);
      Ratio ratio = new Ratio();
      ratio.add(from, to);
      long startMs = Timeline.milliseconds(from * FrameTrack.FRAME);
      long endMs = Timeline.milliseconds(Math.min(samples, to * FrameTrack.FRAME));
      ratio.db().ifPresent(db -> points.add(new Snr.Point(startMs, endMs, db)));
    }
    return points;
  }

  /** One value for each speaker with speech enough. */
  Map<String, Double> bySpeaker(List<Speakers.Turn> turns, Cancellation cancellation)
      throws JobFailedException {
    Map<String, BitSet> frames = new LinkedHashMap<>();
    for (Speakers.Turn turn : turns) {
      frames
          .computeIfAbsent(turn.speaker(), speaker -> new BitSet())
          .set(frame(turn.startMs()), frame(turn.endMs()));
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Map.Entry<String, BitSet> speaker : frames.entrySet()) {
      Ratio ratio = new Ratio();
      BitSet of = speaker.getValue();
      int end;
      for (int from = of.nextSetBit(0); from >= 0; from = of.nextSetBit(end)) {
        cancellation.throwIfCancelled();
        end = of.nextClearBit(from);
        ratio.add(from, end);
      }
      ratio.db().ifPresent(db -> ratios.put(speaker.getKey(), db));
    }
    return ratios;
  }

  private int frame(long ms) {
    return (int) Math.min(track.frames(), ms * Samples.RATE / 1_000 / FrameTrack.FRAME);
  }

  /** The SNR of some stretches of frames together. */
  private final class Ratio {
    private double speech;
    private double noise;
    private int count;

    void add(int from, int to) {
      for (int i = from; i < to; i++) {
        if (track.speech(i) >= p.speechProbability()) {
          speech += SnrReadings.power(track.speechDb(i));
          noise += SnrReadings.power(track.noiseDb(i));
          count++;
        }
      }
    }

    OptionalDouble db() {
      if (count < MIN_FRAMES) {
        return OptionalDouble.empty();
      }
      double db = p.clamped(SnrReadings.ratioDb(speech, noise, p.floorShare()));
      return OptionalDouble.of(Math.rint(db * 10) / 10);
    }
  }
}
