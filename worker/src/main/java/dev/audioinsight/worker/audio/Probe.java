package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
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
   * Names the container, and leaves the bytes where it begins: behind ID3 tags, whose texts and
   * pictures nobody here reads.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static Container container(JobBytes bytes) throws IOException, JobFailedException {
    byte[] head = bytes.peek(Containers.HEAD_BYTES);
    skipTags(bytes);
    String name = null;
    for (int i = 0; name == null && i < WIDTHS.length; i++) {
      byte[] look = bytes.peek(WIDTHS[i]);
      boolean last = look.length < WIDTHS[i] || i == WIDTHS.length - 1;
      name = demuxer(look, last ? 0 : avformat.AVPROBE_SCORE_RETRY);
      if (last) {
        break;
      }
    }
    Optional<Container> found = Optional.ofNullable(name).flatMap(Container::ofDemuxer);
    if (found.isEmpty() || Containers.isBigEndianWav(bytes.peek(Containers.HEAD_BYTES))) {
      throw Containers.refusal(head);
    }
    return found.get();
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

  /** What FFmpeg takes these bytes for, by the names of the demuxer; null where it is not sure. */
  private static String demuxer(byte[] look, int moreThan) {
    BytePointer buffer =
        new BytePointer(avutil.av_mallocz(look.length + (long) avformat.AVPROBE_PADDING_SIZE));
    try (AVProbeData data = new AVProbeData()) {
      buffer.capacity(look.length).put(look);
      data.filename(null).mime_type(null).buf(buffer).buf_size(look.length);
      int[] score = new int[1];
      AVInputFormat format = avformat.av_probe_input_format3(data, 1, score);
      return format == null || score[0] <= moreThan ? null : format.name().getString();
    } finally {
      avutil.av_free(buffer);
    }
  }
}
