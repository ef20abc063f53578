package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Reads any allowed container through FFmpeg.
 *
 * <p>A packet that cannot be decoded is passed over; a file that breaks off ends there. Only where
 * not one sample comes out the file is corrupt. Confined to one thread.
 */
final class NativeReader implements AudioReader {
  /** How far the last sample may lie before the end that the container states: codecs pad. */
  private static final double END_TOLERANCE_SECONDS = 0.1;

  /** How far it may lie where the last packet is damaged: containers count in milliseconds. */
  private static final double ROUNDING_SECONDS = 0.002;

  private final Container container;
  private final Cancellation cancellation;
  private final NativeInput input;
  private final AVPacket packet = avcodec.av_packet_alloc();
  private final Block block = new Block();
  private final boolean endMissing;
  private AVStream stream;
  private NativeDecoder decoder;
  private AudioFormat format;
  private boolean first = true;
  private boolean flushing;
  private boolean broken;
  private boolean truncated;
  private double end;

  private NativeReader(
      Container container, Cancellation cancellation, NativeInput input, boolean endMissing) {
    this.container = container;
    this.cancellation = cancellation;
    this.input = input;
    this.endMissing = endMissing;
  }

  /**
   * Reads up to the first samples.
   *
   * @param bytes from the position on at which the container begins
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}, or when
   *     the job is cancelled
   */
  static NativeReader open(Container container, JobBytes bytes, Cancellation cancellation)
      throws IOException, JobFailedException {
    long start = bytes.position();
    boolean endMissing = EndMarks.isMissing(container, bytes);
    bytes.seek(start);
    NativeReader reader =
        new NativeReader(
            container,
            cancellation,
            NativeInput.open(bytes, start, container, cancellation),
            endMissing);
    try {
      reader.begin();
      return reader;
    } catch (IOException | JobFailedException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  private void begin() throws IOException, JobFailedException {
    stream = input.audio();
    AudioFormat.require(stream != null, container.label(), "it has no audio");
    decoder = NativeDecoder.open(stream, container);
    AudioFormat.require(decode(), container.label(), "nothing of it can be decoded");
    AVFrame frame = decoder.frame();
    format =
        new AudioFormat(
            container.shortName(),
            block.channels(),
            frame.sample_rate(),
            FrameCopy.fullScale(frame, decoder.codecId()));
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public Block next() throws IOException, JobFailedException {
    if (first) {
      first = false;
      return block;
    }
    if (!decode()) {
      block.resize(0, 1);
      truncated = endMissing || isCutShort();
    }
    return block;
  }

  /** Fills the block with the next frame; false at the end. */
  private boolean decode() throws IOException, JobFailedException {
    while (true) {
      cancellation.throwIfCancelled();
      int error = decoder.receive();
      if (error == avutil.AVERROR_EOF) {
        return false;
      }
      if (error == 0) {
        if (!goesOn()) {
          broken = true;
          return false;
        }
        if (take()) {
          return true;
        }
      } else if (error == avutil.AVERROR_EAGAIN()) {
        feed();
      } else {
        broken = true;
        if (flushing) {
          return false;
        }
        feed();
      }
    }
  }

  /** A stream that becomes another on its way, as chained ones may, ends where it does. */
  private boolean goesOn() {
    int channels = decoder.frame().ch_layout().nb_channels();
    return format == null
        || (decoder.frame().sample_rate() == format.sampleRateHz()
            && channels >= 1
            && channels <= AudioFormat.MAX_CHANNELS);
  }

  private boolean take() throws JobFailedException {
    AVFrame frame = decoder.frame();
    if (format == null) {
      AudioFormat.check(container.label(), frame.ch_layout().nb_channels(), frame.sample_rate());
    }
    if (frame.nb_samples() <= 0) {
      return false;
    }
    if (!FrameCopy.copy(frame, block)) {
      throw new JobFailedException(
          ErrorCode.UNSUPPORTED_FORMAT,
          container.label() + " with samples of format " + frame.format() + " is not decoded");
    }
    long at = frame.best_effort_timestamp();
    if (at != avutil.AV_NOPTS_VALUE) {
      long begin = stream.start_time() == avutil.AV_NOPTS_VALUE ? 0 : stream.start_time();
      end = (at - begin) * secondsOfATick() + (double) frame.nb_samples() / frame.sample_rate();
    }
    return true;
  }

  /** Gives the decoder its next packet, or the word that there is none. */
  private void feed() throws IOException, JobFailedException {
    while (true) {
      cancellation.throwIfCancelled();
      int error = input.read(packet);
      if (error < 0) {
        broken |= error != avutil.AVERROR_EOF;
        flushing = true;
        decoder.send(null);
        return;
      }
      try {
        if (packet.stream_index() == stream.index()) {
          // What counts is the last packet: one that is damaged in the middle cuts nothing off.
          boolean cut = isCut(packet, decoder.codecId());
          broken = decoder.send(packet) < 0 || cut;
          return;
        }
      } finally {
        avcodec.av_packet_unref(packet);
      }
    }
  }

  /** Whether bytes are missing; of MP3 FFmpeg hands out what there is, without a word. */
  private static boolean isCut(AVPacket packet, int codecId) {
    if ((packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
      return true;
    }
    return codecId == avcodec.AV_CODEC_ID_MP3
        && packet.size() >= MpegFrame.HEADER_BYTES
        && packet.size() < MpegFrame.length(data(packet));
  }

  private static ByteBuffer data(AVPacket packet) {
    return packet.data().capacity(packet.size()).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
  }

  @Override
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Whether sound is missing: a container that tells its duration is believed, so that a tag behind
   * the last packet is not taken for the rest of one.
   */
  private boolean isCutShort() {
    long duration = stream.duration();
    if (duration == avutil.AV_NOPTS_VALUE || duration <= 0) {
      return broken;
    }
    double missing = duration * secondsOfATick() - end;
    return missing > (broken ? ROUNDING_SECONDS : END_TOLERANCE_SECONDS);
  }

  private double secondsOfATick() {
    return (double) stream.time_base().num() / Math.max(1, stream.time_base().den());
  }

  @Override
  public void close() {
    avcodec.av_packet_free(packet);
    if (decoder != null) {
      decoder.close();
    }
    input.close();
  }
}
