package dev.audioinsight.worker.insight;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.audioinsight.worker.audio.Wav;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Files that are no audio, or hardly any, by name; the same ones each time. */
final class OddFiles {
  private OddFiles() {}

  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("empty", new byte[0]);
    for (int seed = 0; seed < 20; seed++) {
      byte[] bytes = new byte[1 << seed % 17];
      new Random(seed).nextBytes(bytes);
      files.put("random bytes " + seed, bytes);
    }
    String[] others = {
      "hello, world",
      "{\"audio\": 1}",
      "<html>",
      "#EXTM3U\nfile:///etc/passwd\n",
      "\u0089PNG\r\n",
      "PK\u0003\u0004",
      "%PDF-1.7",
      "\u001F\u008B\b",
      "GIF89a",
      "RIFX",
      "ID3",
      "fLaC",
      "OggS",
      "#!AMR\n",
      ".snd",
      "FORM....AIFF",
      "....ftypM4A ",
      "\u00FF\u00FB\u0090d"
    };
    for (String other : others) {
      files.put("no more than " + other.strip(), other.getBytes(ISO_8859_1));
      files.put(
          "zeros behind " + other.strip(), Arrays.copyOf(other.getBytes(ISO_8859_1), 100_000));
    }
    byte[] wav = Wav.pcm16(16_000, 1, new float[16_000]);
    for (int length : new int[] {1, 4, 8, 12, 16, 20, 35, 40, 43}) {
      files.put("WAV cut after " + length + " bytes", Arrays.copyOf(wav, length));
    }
    files.put("WAV of no channel", wav(1, 0, 16_000, 16));
    files.put("WAV of 200 channels", wav(1, 200, 16_000, 16));
    files.put("WAV of 0 Hz", wav(1, 1, 0, 16));
    files.put("WAV of 4 GHz", wav(1, 1, 0xFFFF_FFFFL, 16));
    files.put("WAV of an unknown codec", wav(0x1234, 1, 16_000, 16));
    files.put("WAV of 3 bits", wav(1, 1, 16_000, 3));
    return files;
  }

  private static byte[] wav(int tag, int channels, long rate, int bits) {
    return Wav.riff().format(tag, channels, rate, bits).chunk("data", new byte[32_000]).bytes();
  }
}
