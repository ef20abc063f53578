package dev.audioinsight.contract;

import java.util.List;
import java.util.Objects;

/**
 * How a job is to be analysed. Immutable.
 *
 * @param vadHopSize the grid on which speech is decided, in samples at 16 kHz: one of {@link
 *     #HOP_SIZES}
 * @param vadThreshold speech begins at this probability, and ends below it less 0.15 or below 0.01,
 *     whichever is higher; in (0, 1)
 * @param minSpeakers the fewest speakers to answer when there is speech enough for so many, about
 *     two seconds each; from 1 to {@code maxSpeakers}
 * @param maxSpeakers the most speakers to answer; at most {@link #MOST_SPEAKERS}
 * @param channels what is done with several channels
 */
public record Options(
    int vadHopSize, double vadThreshold, int minSpeakers, int maxSpeakers, ChannelMode channels) {

  /** The hop sizes that a job may ask for: 10, 16, 20, 30 and 32 ms. */
  public static final List<Integer> HOP_SIZES = List.of(160, 256, 320, 480, 512);

  /** The highest value of {@code maxSpeakers}. */
  public static final int MOST_SPEAKERS = 20;

  /** What a job gets that asks for nothing. */
  public static final Options DEFAULT = new Options(256, 0.5, 1, 10, ChannelMode.MIX);

  public Options {
    require(HOP_SIZES.contains(vadHopSize), "vadHopSize must be one of " + HOP_SIZES, vadHopSize);
    require(
        vadThreshold > 0 && vadThreshold < 1,
        "vadThreshold must be between 0 and 1, both excluded",
        vadThreshold);
    require(
        maxSpeakers >= 1 && maxSpeakers <= MOST_SPEAKERS,
        "maxSpeakers must be from 1 to " + MOST_SPEAKERS,
        maxSpeakers);
    require(
        minSpeakers >= 1 && minSpeakers <= maxSpeakers,
        "minSpeakers must be from 1 to maxSpeakers",
        minSpeakers);
    Objects.requireNonNull(channels, "channels");
  }

  /** The same with its channels treated so. */
  public Options with(ChannelMode mode) {
    return new Options(vadHopSize, vadThreshold, minSpeakers, maxSpeakers, mode);
  }

  private static void require(boolean holds, String rule, Number value) {
    Checks.require(holds, "options." + rule + ", not " + value);
  }
}
