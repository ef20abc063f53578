package dev.audioinsight.cli;

import dev.audioinsight.contract.ChannelMode;
import picocli.CommandLine.Option;

/** What is done with the channels of a recording. Confined to one thread. */
public final class ChannelsOption {
  @Option(
      names = "--channels",
      paramLabel = "MODE",
      defaultValue = "${env:AUDIO_INSIGHT_CHANNELS:-mix}",
      description =
          "mix: the mean of all channels; separate: one answer a channel, speakers added up (env"
              + " AUDIO_INSIGHT_CHANNELS).")
  ChannelMode channels;

  public ChannelMode mode() {
    return channels;
  }
}
