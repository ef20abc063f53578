package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Knows by its first bytes what somebody sent as audio and what is none, so that a refusal can name
 * it. Thread-safe.
 */
final class Containers {
  static final int HEAD_BYTES = 32;

  private static final Map<String, String> AUDIO = new LinkedHashMap<>();
  private static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    AUDIO.put("ID3", "MP3");
    AUDIO.put("\u00FF\u00FB", "MP3");
    AUDIO.put("\u00FF\u00F3", "MP3");
    AUDIO.put("\u00FF\u00F2", "MP3");
    AUDIO.put("\u00FF\u00F1", "AAC");
    AUDIO.put("\u00FF\u00F9", "AAC");
    AUDIO.put("fLaC", "FLAC");
    AUDIO.put("OggS", "Ogg");
    AUDIO.put("#!AMR", "AMR");
    AUDIO.put(".snd", "AU");
    AUDIO.put("riff", "Wave64");
    AUDIO.put("\u001AE\u00DF\u00A3", "Matroska or WebM");
    AUDIO.put("0&\u00B2u", "WMA");
    OTHERS.put("RIFX", "big-endian WAV");
    OTHERS.put("#EXTM3U", "a playlist");
    OTHERS.put("[playlist]", "a playlist");
    OTHERS.put("ffconcat", "a playlist");
    OTHERS.put("PK\u0003\u0004", "a ZIP archive");
    OTHERS.put("\u001F\u008B", "a gzip archive");
    OTHERS.put("%PDF", "a PDF document");
    OTHERS.put("\u0089PNG", "a PNG image");
    OTHERS.put("\u00FF\u00D8\u00FF", "a JPEG image");
    OTHERS.put("GIF8", "a GIF image");
    OTHERS.put("<", "HTML or XML");
    OTHERS.put("{", "JSON");
  }

  private Containers() {}

  /** WAV with its bytes in the other order; FFmpeg takes its samples for noise. */
  static boolean isBigEndianWav(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1).startsWith("RIFX");
  }

  /** AU, which is sent as {@code audio/basic} by those who go by its extension. */
  static boolean isAu(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1).startsWith(".snd");
  }

  /** Why this is not decoded, for whoever sent it as audio. */
  static JobFailedException refusal(byte[] head) {
    if (head.length == 0) {
      return unsupported("the audio has no bytes");
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Optional<String> audio = audio(text);
    return audio
        .map(
            name ->
                new JobFailedException(
                    ErrorCode.CORRUPT_AUDIO,
                    "not a valid " + name + " file: what follows its first bytes cannot be read"))
        .orElseGet(() -> unsupported(other(text) + " is not decoded"));
  }

  private static Optional<String> audio(String head) {
    if (head.startsWith("ftyp", 4)) {
      return Optional.of("MP4 or M4A");
    }
    if (head.startsWith("FORM") && head.startsWith("AIF", 8)) {
      return Optional.of("AIFF");
    }
    return named(AUDIO, head);
  }

  private static String other(String head) {
    return named(OTHERS, head.stripLeading())
        .or(() -> named(OTHERS, head.stripLeading().toLowerCase(Locale.ROOT)))
        .orElse("audio of an unknown format");
  }

  private static Optional<String> named(Map<String, String> names, String head) {
    return names.entrySet().stream()
        .filter(entry -> head.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static JobFailedException unsupported(String message) {
    return new JobFailedException(ErrorCode.UNSUPPORTED_FORMAT, message);
  }
}
