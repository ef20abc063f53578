package dev.audioinsight.stack.soak;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/**
 * Makes WAV files of any size from the samples in which somebody speaks: pieces from random places
 * of samples of one format, one after the other. Confined to one thread.
 */
final class Clips {
  private static final int HEADER_BYTES = 64;
  private static final double SHORTEST_PIECE_SECONDS = 2;
  private static final double LONGEST_PIECE_SECONDS = 6;

  private final Random random;
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(AudioFormat format, ByteBuffer frames) {}

  /**
   * @param folder of the samples
   */
  Clips(Path folder, Random random) throws IOException, UnsupportedAudioFileException {
    this.random = random;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Clips::hasVoice).sorted().toList()) {
        try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
          samples.add(new Sample(in.getFormat(), ByteBuffer.wrap(in.readAllBytes())));
        }
      }
    }
  }

  private static boolean hasVoice(Path file) {
    return file.getFileName().toString().matches(".*-voices?-.*\\.wav");
  }

  /** A file of at most so many bytes, and less than a frame below that. */
  byte[] ofBytes(int bytes) throws IOException {
    AudioFormat format = anySample().format();
    return clip(format, (bytes - HEADER_BYTES) / format.getFrameSize());
  }

  /** A file of so many seconds. */
  byte[] ofSeconds(double seconds) throws IOException {
    AudioFormat format = anySample().format();
    return clip(format, (int) (seconds * format.getFrameRate()));
  }

  private byte[] clip(AudioFormat format, int frames) throws IOException {
    byte[] audio = new byte[frames * format.getFrameSize()];
    for (int filled = 0; filled < audio.length; ) {
      filled += addPiece(format, audio, filled);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream(audio.length + HEADER_BYTES);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(audio), format, frames),
        AudioFileFormat.Type.WAVE,
        file);
    return file.toByteArray();
  }

  /** Adds a few seconds of a sample of this format; returns their bytes. */
  private int addPiece(AudioFormat format, byte[] audio, int filled) {
    Sample sample = anySample();
    while (!sample.format().matches(format)) {
      sample = anySample();
    }
    double seconds =
        SHORTEST_PIECE_SECONDS
            + random.nextDouble() * (LONGEST_PIECE_SECONDS - SHORTEST_PIECE_SECONDS);
    int frameBytes = format.getFrameSize();
    int pieceFrames = (int) (seconds * format.getFrameRate());
    int available = Math.min(sample.frames().capacity(), audio.length - filled);
    int length = Math.min(pieceFrames * frameBytes, available);
    int places = (sample.frames().capacity() - length) / frameBytes + 1;
    sample.frames().get(random.nextInt(places) * frameBytes, audio, filled, length);
    return length;
  }

  private Sample anySample() {
    return samples.get(random.nextInt(samples.size()));
  }
}
