package dev.audioinsight.contract.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The media types of audio files, by extension. They tell other readers of a topic what a record
 * is; the worker goes by the bytes. Thread-safe.
 */
public final class MediaTypes {
  /** The type of a file that has no extension of audio. */
  public static final String UNKNOWN = "audio/x-unknown";

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("wav", "audio/wav"),
          Map.entry("wave", "audio/wav"),
          Map.entry("flac", "audio/flac"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("mp4", "audio/mp4"),
          Map.entry("mov", "audio/mp4"),
          Map.entry("aac", "audio/aac"),
          Map.entry("amr", "audio/AMR"),
          Map.entry("awb", "audio/AMR-WB"),
          Map.entry("wma", "audio/x-ms-wma"),
          Map.entry("mkv", "audio/matroska"),
          Map.entry("webm", "audio/webm"),
          Map.entry("aiff", "audio/aiff"),
          Map.entry("aif", "audio/aiff"),
          Map.entry("au", "audio/x-au"),
          Map.entry("w64", "audio/x-w64"));

  private MediaTypes() {}

  /** The type of a file; empty where it has no extension of audio. */
  public static Optional<String> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0
        ? Optional.ofNullable(BY_EXTENSION.get(name.substring(dot + 1)))
        : Optional.empty();
  }
}
