package dev.audioinsight.stack.chaos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Makes WAV files to send: short pieces of the samples, and a recording that is far too long. */
final class Recordings {
  private static final double SHORTEST_SECONDS = 0.2;
  private static final double LONGEST_SECONDS = 2.0;

  private Recordings() {}

  /** Cuts so many pieces of 0.2 to 2 s out of the recordings of one folder into another. */
  static List<Path> pieces(Path samples, Path folder, int count, Random random)
      throws IOException, UnsupportedAudioFileException {
    List<Path> sources;
    try (Stream<Path> files = Files.list(samples)) {
      sources = files.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
    }
    List<Path> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path piece = folder.resolve("piece-" + i + ".wav");
      cut(sources.get(random.nextInt(sources.size())), piece, random);
      pieces.add(piece);
    }
    return pieces;
  }

  private static void cut(Path source, Path piece, Random random)
      throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream in = AudioSystem.getAudioInputStream(source.toFile())) {
      AudioFormat format = in.getFormat();
      double seconds =
          SHORTEST_SECONDS + random.nextDouble() * (LONGEST_SECONDS - SHORTEST_SECONDS);
      long frames = (long) (seconds * format.getFrameRate());
      long first = (long) (random.nextDouble() * (in.getFrameLength() - frames));
      in.skipNBytes(first * format.getFrameSize());
      AudioSystem.write(
          new AudioInputStream(in, format, frames), AudioFileFormat.Type.WAVE, piece.toFile());
    }
  }

  /** Ten minutes of noise. */
  static Path farTooLong(Path folder, Random random) throws IOException {
    AudioFormat format = new AudioFormat(16_000, 16, 1, true, false);
    byte[] noise = new byte[10 * 60 * 16_000 * format.getFrameSize()];
    random.nextBytes(noise);
    Path file = folder.resolve("far-too-long.wav");
    AudioSystem.write(
        new AudioInputStream(
            new ByteArrayInputStream(noise), format, noise.length / format.getFrameSize()),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }
}
