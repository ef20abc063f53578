package dev.audioinsight.contract;

import java.util.Locale;

/** What a job asks to be found out. */
public enum Analysis {
  /** Signal-to-noise ratio of the speech. */
  SNR,
  /** How many people speak, and when. */
  SPEAKERS;

  /** The name on the wire, such as {@code snr}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
