package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * How far the speech stands above the noise: the power of the speech, without the noise, over the
 * power of the noise, while somebody speaks. Immutable.
 *
 * <p>On the wire every field stands, null or not; {@code bound} alone is left out where it is null.
 *
 * @param db the estimate; null where {@code reason} says why there is none
 * @param interval90Db a lower and an upper value that hold the truth in nine of ten recordings;
 *     null where {@code db} is
 * @param method how {@code db} was found; null where {@code db} is
 * @param bound whether {@code db} is the value itself or a lower bound; null if unsaid
 * @param speechLevelDbfs level of the speech, relative to a full-scale square wave; null if unknown
 * @param noiseLevelDbfs level of the noise, likewise; null if unknown
 * @param clippedRatio share of samples at full scale, 0 to 1
 * @param reason why there is no value, or why it is a bound; null where nothing is to be said
 * @param timeline the ratio over time, in order; left out where nothing is known
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Snr(
    Double db,
    List<Double> interval90Db,
    Method method,
    @JsonInclude(JsonInclude.Include.NON_NULL) Bound bound,
    Double speechLevelDbfs,
    Double noiseLevelDbfs,
    double clippedRatio,
    Reason reason,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Point> timeline) {

  public Snr {
    Checks.require(
        (db == null) == (interval90Db == null) && (db == null) == (method == null),
        "db, interval90Db and method stand together or not at all");
    Checks.require(db != null || bound == null, "without a value there is no bound");
    Checks.require(db != null || reason != null, "without a value there is a reason");
    Checks.requireFiniteOrNull(db, "db");
    Checks.requireFiniteOrNull(speechLevelDbfs, "speechLevelDbfs");
    Checks.requireFiniteOrNull(noiseLevelDbfs, "noiseLevelDbfs");
    Checks.requireShare(clippedRatio, "clippedRatio");
    interval90Db = interval90Db == null ? null : interval(interval90Db);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
  }

  /** The same with another timeline. */
  public Snr withTimeline(List<Point> points) {
    return new Snr(
        db,
        interval90Db,
        method,
        bound,
        speechLevelDbfs,
        noiseLevelDbfs,
        clippedRatio,
        reason,
        points);
  }

  /**
   * The ratio in one stretch of the recording. Immutable.
   *
   * @param startMs from the start of the recording
   * @param endMs after {@code startMs}
   * @param db the ratio there, by the network's mask
   */
  public record Point(long startMs, long endMs, double db) {
    public Point {
      Checks.requireSpan(startMs, endMs);
      Checks.requireFiniteOrNull(db, "db");
    }
  }

  private static List<Double> interval(List<Double> ends) {
    Checks.require(
        ends.size() == 2 && ends.get(0) <= ends.get(1),
        "interval90Db must be a lower and an upper value");
    ends.forEach(end -> Checks.requireFiniteOrNull(end, "interval90Db"));
    return List.copyOf(ends);
  }

  /** How the value was found. */
  public enum Method {
    /** Frame energy in speech against frame energy in pauses. */
    ENERGY,
    /** The network's speech and noise mask. */
    NEURAL;

    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the value is the value, or only a limit of it. */
  public enum Bound {
    EXACT,
    LOWER;

    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why there is no plain value. */
  public enum Reason {
    NO_SPEECH,
    TOO_SHORT,
    NOISE_BELOW_RESOLUTION
  }
}
