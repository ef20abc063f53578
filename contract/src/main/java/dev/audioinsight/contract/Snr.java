package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * How far the speech stands above the noise: the power of the speech, without the noise, over the
 * power of the noise, while somebody speaks.
 *
 * @param db the estimate; null where {@code reason} says why there is none
 * @param interval90Db two values that hold the truth in nine of ten recordings; null where {@code
 *     db} is
 * @param method how {@code db} was found; null where {@code db} is
 * @param bound whether {@code db} is the value itself or a lower bound; null where {@code db} is
 * @param speechLevelDbfs level of the speech, relative to a full-scale square wave; null if unknown
 * @param noiseLevelDbfs level of the noise, likewise; null if unknown
 * @param clippedRatio share of samples at full scale, 0 to 1
 * @param reason why there is no value, or why it is a bound; null where nothing is to be said
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Snr(
    Double db,
    List<Double> interval90Db,
    Method method,
    Bound bound,
    Double speechLevelDbfs,
    Double noiseLevelDbfs,
    double clippedRatio,
    Reason reason) {

  public Snr {
    if ((db == null) != (interval90Db == null) || (db == null) != (method == null)) {
      throw new IllegalArgumentException(
          "db, interval90Db and method stand together or not at all");
    }
    if (db == null && reason == null) {
      throw new IllegalArgumentException("without a value there is a reason");
    }
    interval90Db = interval90Db == null ? null : List.copyOf(interval90Db);
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
