package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVProbeData;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Finds out what a file is by its bytes; names and extensions count for nothing.
 *
 * <p>FFmpeg judges among all that it knows, and what it takes the file for must be allowed: a
 * playlist does not become audio by being the second guess. Thread-safe.
 */
final class Probe {
  /** First a look at the head; a wider one where that is not sure. */
  private static final int[] WIDTHS = {4 << 10, 64 << 10, 1 << 20};

  private static final int ID3_HEAD = 10;
  private static final int ID3_FOOTER_FLAG = 0x10;

  private Probe() {}

  /**
   * Finds out what the file is, and reads up to its first samples. ID3 tags are passed over, whose
   * texts and pictures nobody here reads.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}, or when
   *     the job is cancelled
   */
  static NativeReader open(JobBytes bytes, Cancellation cancellation)
      throws IOException, JobFailedException {
    byte[] head = bytes.peek(Containers.HEAD_BYTES);
    skipTags(bytes);
    Guess guess = guess(bytes);
    Optional<Container> found = Container.ofDemuxer(guess.demuxers());
    if (found.isEmpty() || Containers.isBigEndianWav(bytes.peek(Containers.HEAD_BYTES))) {
      throw Containers.refusal(head);
    }
    try {
      return NativeReader.open(found.get(), bytes, cancellation);
    } catch (JobFailedException e) {
      boolean wrong = !guess.isSure() && e.error().code() == ErrorCode.CORRUPT_AUDIO;
      throw wrong ? Containers.refusal(head) : e;
    }
  }

  private static Guess guess(JobBytes bytes) throws IOException {
    Guess guess = Guess.NONE;
    for (int i = 0; !guess.isSure() && i < WIDTHS.length; i++) {
      byte[] look = bytes.peek(WIDTHS[i]);
      guess = guess(look);
      if (look.length < WIDTHS[i]) {
        break;
      }
    }
    return guess;
  }

  /** Several may follow each other; each tells its length in seven bits a byte. */
  private static void skipTags(JobBytes bytes) throws IOException {
    byte[] head = bytes.peek(ID3_HEAD);
    while (isTag(head)) {
      long length = (head[5] & ID3_FOOTER_FLAG) != 0 ? 2L * ID3_HEAD : ID3_HEAD;
      for (int i = 6; i < ID3_HEAD; i++) {
        length += (long) head[i] << (7 * (ID3_HEAD - 1 - i));
      }
      bytes.seek(Math.min(bytes.size(), bytes.position() + length));
      head = bytes.peek(ID3_HEAD);
    }
  }

  private static boolean isTag(byte[] head) {
    return head.length == ID3_HEAD
        && head[0] == 'I'
        && head[1] == 'D'
        && head[2] == '3'
        && (head[6] | head[7] | head[8] | head[9]) >= 0;
  }

  private static Guess guess(byte[] look) {
    BytePointer buffer =
        new BytePointer(avutil.av_mallocz(look.length + (long) avformat.AVPROBE_PADDING_SIZE));
    try (AVProbeData data = new AVProbeData()) {
      buffer.capacity(look.length).put(look);
      data.filename(null).mime_type(null).buf(buffer).buf_size(look.length);
      int[] score = new int[1];
      AVInputFormat format = avformat.av_probe_input_format3(data, 1, score);
      return format == null ? Guess.NONE : new Guess(format.name().getString(), score[0]);
    } finally {
      avutil.av_free(buffer);
    }
  }

  /**
   * What FFmpeg takes some bytes for. Immutable.
   *
   * @param demuxers the names of one demuxer
   * @param score of 100; in random bytes it finds a frame of MP3, and says 1
   */
  private record Guess(String demuxers, int score) {
    static final Guess NONE = new Guess("", 0);

    boolean isSure() {
      return score > avformat.AVPROBE_SCORE_RETRY;
    }
  }
}
