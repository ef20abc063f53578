package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;

/**
 * What one channel of a recording holds. Immutable.
 *
 * @param channel its number in the recording; the first is 0
 * @param state whether it says anything of its own
 * @param duplicateOf the channel of which it is a copy; null unless it is one
 * @param leakedMs how much speech of other channels is heard on it, which is not counted here; null
 *     for a duplicate
 * @param speech when somebody speaks on it; null for a duplicate
 * @param snr null for a duplicate, or unless the job asked for it
 * @param speakers under the names that they have in the whole recording; null for a duplicate, or
 *     unless the job asked for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChannelResult(
    int channel,
    State state,
    Integer duplicateOf,
    Long leakedMs,
    Speech speech,
    Snr snr,
    Speakers speakers) {

  public ChannelResult {
    Checks.requireNotNegative(channel, "channel");
    Objects.requireNonNull(state, "state");
    boolean duplicate = state == State.DUPLICATE;
    Checks.require(
        duplicate == (duplicateOf != null) && duplicate == (speech == null),
        "a duplicate names its original, and any other channel its own speech");
    Checks.require(
        duplicateOf == null || (duplicateOf >= 0 && duplicateOf < channel),
        "duplicateOf must be a channel before this one");
    Checks.require(leakedMs == null || leakedMs >= 0, "leakedMs must not be negative");
  }

  /** A copy of another channel. */
  public static ChannelResult duplicate(int channel, int of) {
    return new ChannelResult(channel, State.DUPLICATE, of, null, null, null, null);
  }

  /** Whether a channel says anything of its own. */
  public enum State {
    /** It has a signal of its own, be it only noise. */
    LIVE,
    /** Nothing but digital zeros, a constant, or the last bits of a line without a signal. */
    SILENT,
    /** The same as a channel before it, but for gain, sign and a delay. */
    DUPLICATE;

    @JsonValue
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
