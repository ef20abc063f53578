package dev.audioinsight.stack.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Numbered jobs that carry a recording of 1 MB each; in the formats of the samples that is 4 to 131
 * seconds. Confined to one thread.
 */
final class InlineJobs {
  static final int AUDIO_BYTES = 1 << 20;

  private static final int RECORDINGS = 24;
  private static final String ID = "soak-";

  private final List<byte[]> recordings = new ArrayList<>();

  /**
   * @param samples the folder from which the recordings are made
   */
  InlineJobs(Path samples, Random random) throws IOException, UnsupportedAudioFileException {
    Clips clips = new Clips(samples, random);
    for (int i = 0; i < RECORDINGS; i++) {
      recordings.add(Base64.getEncoder().encode(clips.ofBytes(AUDIO_BYTES)));
    }
  }

  /** The record of this job. */
  byte[] job(int number) {
    byte[] recording = recordings.get(number % RECORDINGS);
    ByteArrayOutputStream job = new ByteArrayOutputStream(recording.length + 64);
    String id = "{\"jobId\":\"" + ID + number + "\",\"audio\":{\"data\":\"";
    job.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    job.writeBytes(recording);
    job.writeBytes("\"}}".getBytes(StandardCharsets.US_ASCII));
    return job.toByteArray();
  }

  /** The number of the job with this id. */
  static int number(String jobId) {
    return Integer.parseInt(jobId.substring(ID.length()));
  }
}
