package dev.audioinsight.worker.audio;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Knows audio containers by their first bytes, so that a refusal can name them. Thread-safe. */
final class Containers {
  private static final Map<String, String> BY_MAGIC = new LinkedHashMap<>();

  static {
    BY_MAGIC.put("ID3", "MP3");
    BY_MAGIC.put("\u00FF\u00FB", "MP3");
    BY_MAGIC.put("\u00FF\u00F3", "MP3");
    BY_MAGIC.put("\u00FF\u00F2", "MP3");
    BY_MAGIC.put("\u00FF\u00F1", "AAC");
    BY_MAGIC.put("\u00FF\u00F9", "AAC");
    BY_MAGIC.put("fLaC", "FLAC");
    BY_MAGIC.put("OggS", "Ogg");
    BY_MAGIC.put("#!AMR", "AMR");
    BY_MAGIC.put("FORM", "AIFF");
    BY_MAGIC.put(".snd", "AU");
    BY_MAGIC.put("riff", "Wave64");
    BY_MAGIC.put("RIFX", "big-endian WAV");
    BY_MAGIC.put("\u001AE\u00DF\u00A3", "Matroska or WebM");
    BY_MAGIC.put("0&\u00B2u", "WMA");
  }

  private Containers() {}

  /** One line on what the bytes are, for somebody who sent them as audio. */
  static String explain(byte[] head) {
    if (head.length == 0) {
      return "the audio has no bytes; WAV is decoded";
    }
    return name(new String(head, StandardCharsets.ISO_8859_1)) + " is not decoded; WAV is";
  }

  private static String name(String head) {
    if (head.startsWith("ftyp", 4)) {
      return "MP4 or M4A";
    }
    return BY_MAGIC.entrySet().stream()
        .filter(entry -> head.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("audio of an unknown format");
  }
}
