package dev.audioinsight.contract;

import java.util.Locale;

/** What is done with the channels of a recording. */
public enum ChannelMode {
  /** The mean of all channels is analysed. */
  MIX,
  /** Each channel is analysed by itself, and the speakers of all are added up. */
  SEPARATE;

  /** The name on the wire, such as {@code mix}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
