package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
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
  List<Snr.Point> timeline(int samples) {
    List<Snr.Point> points = new ArrayList<>();
    for (int from = 0; from < track.frames(); from += WINDOW) {
      int to = Math.min(track.frames(), from + WINDOW);
      BitSet frames = new BitSet();
      frames.set(from, to);
      long startMs = Timeline.milliseconds(from * FrameTrack.FRAME);
      long endMs = Timeline.milliseconds(Math.min(samples, to * FrameTrack.FRAME));
      ratio(frames).ifPresent(db -> points.add(new Snr.Point(startMs, endMs, db)));
    }
    return points;
  }

  /** One value for each speaker with speech enough. */
  Map<String, Double> bySpeaker(List<Speakers.Turn> turns) {
    Map<String, BitSet> frames = new LinkedHashMap<>();
    for (Speakers.Turn turn : turns) {
      frames
          .computeIfAbsent(turn.speaker(), speaker -> new BitSet())
          .set(frame(turn.startMs()), frame(turn.endMs()));
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    frames.forEach((speaker, of) -> ratio(of).ifPresent(db -> ratios.put(speaker, db)));
    return ratios;
  }

  private int frame(long ms) {
    return (int) Math.min(track.frames(), ms * Samples.RATE / 1_000 / FrameTrack.FRAME);
  }

  private OptionalDouble ratio(BitSet frames) {
    double speech = 0;
    double noise = 0;
    int count = 0;
    for (int i = frames.nextSetBit(0); i >= 0; i = frames.nextSetBit(i + 1)) {
      if (track.speech(i) >= p.speechProbability()) {
        speech += SnrReadings.power(track.speechDb(i));
        noise += SnrReadings.power(track.noiseDb(i));
        count++;
      }
    }
    if (count < MIN_FRAMES) {
      return OptionalDouble.empty();
    }
    double db = p.clamped(SnrReadings.ratioDb(speech, noise, p.floorShare()));
    return OptionalDouble.of(Math.rint(db * 10) / 10);
  }
}
