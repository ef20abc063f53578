package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many people speak, and when. Immutable.
 *
 * @param count the median of the distribution, or of separate channels the sum of theirs; 0 where
 *     nobody speaks
 * @param confidence the probability of {@code count}, 0 to 1
 * @param distribution probability by number of speakers, in decimal digits; sums to 1, rounding
 *     apart
 * @param segments who speaks when, in order of time; turns on separate channels may overlap
 * @param talkShare each speaker's share of all speech, 0 to 1; sums to 1, rounding apart, where
 *     anybody speaks
 * @param perSpeakerSnrDb the SNR while each speaks, dB; a speaker with too little speech is missing
 */
public record Speakers(
    int count,
    double confidence,
    Map<String, Double> distribution,
    List<Turn> segments,
    Map<String, Double> talkShare,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> perSpeakerSnrDb) {

  @JsonCreator
  public Speakers {
    Checks.requireNotNegative(count, "count");
    Checks.requireShare(confidence, "confidence");
    distribution = shares(distribution, "distribution");
    segments = List.copyOf(segments);
    talkShare = shares(talkShare, "talkShare");
    perSpeakerSnrDb = decibels(perSpeakerSnrDb);
  }

  /** Without the SNR of each speaker. */
  public Speakers(
      int count,
      double confidence,
      Map<String, Double> distribution,
      List<Turn> segments,
      Map<String, Double> talkShare) {
    this(count, confidence, distribution, segments, talkShare, Map.of());
  }

  /** The same with the SNR of each speaker. */
  public Speakers withPerSpeakerSnrDb(Map<String, Double> snrDb) {
    return new Speakers(count, confidence, distribution, segments, talkShare, snrDb);
  }

  private static Map<String, Double> decibels(Map<String, Double> map) {
    if (map == null) {
      return Map.of();
    }
    map.values().forEach(db -> Checks.requireFiniteOrNull(db, "perSpeakerSnrDb"));
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static Map<String, Double> shares(Map<String, Double> map, String field) {
    map.forEach((key, share) -> Checks.requireShare(share, field));
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * One stretch in which one person speaks. Immutable.
   *
   * @param speaker {@code S1}, {@code S2}, … in order of first appearance
   * @param channel the channel on which it is heard, the first being 0; null where the channels
   *     were mixed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Turn(long startMs, long endMs, String speaker, Integer channel) {
    @JsonCreator
    public Turn {
      Checks.requireSpan(startMs, endMs);
      Objects.requireNonNull(speaker, "speaker");
      Checks.require(channel == null || channel >= 0, "channel must not be negative");
    }

    /** A turn in the mean of all channels. */
    public Turn(long startMs, long endMs, String speaker) {
      this(startMs, endMs, speaker, null);
    }
  }
}
