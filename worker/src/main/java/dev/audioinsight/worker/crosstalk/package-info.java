/**
 * How the channels of a recording depend on each other: which say nothing, which are copies, and
 * where one hears what another says.
 *
 * <p>{@link dev.audioinsight.worker.crosstalk.ChannelWindows} gives all channels second by second
 * at 8 kHz; {@code PathFinder} tells how much of one second another channel explains: a delay,
 * found by correlation, and a filter of 16 ms, by least squares. {@link
 * dev.audioinsight.worker.crosstalk.Likeness} finds dead channels and copies with it, {@link
 * dev.audioinsight.worker.crosstalk.LeakFinder} speech that came over from another channel.
 */
package dev.audioinsight.worker.crosstalk;
