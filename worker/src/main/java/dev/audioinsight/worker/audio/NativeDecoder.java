package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * FFmpeg's decoder of one stream: packets in, frames out, on this thread alone. It also takes out
 * what an encoder put before the first and behind the last sample, where the container tells. Its
 * handles are given back by {@link #close}. Confined to one thread.
 */
final class NativeDecoder implements AutoCloseable {
  /** The most samples of one frame: no codec needs more, and 8 channels of them are 34 MB. */
  private static final int MAX_FRAME_SAMPLES = 1 << 20;

  private final AVCodecContext context;
  private final AVFrame frame;

  private NativeDecoder(AVCodecContext context, AVFrame frame) {
    this.context = context;
    this.frame = frame;
  }

  /**
   * Finds and opens the decoder.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static NativeDecoder open(AVStream stream, Container container) throws JobFailedException {
    AVCodec codec = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    if (codec == null || !Container.allowsDecoder(codec.name().getString())) {
      throw new JobFailedException(
          ErrorCode.UNSUPPORTED_FORMAT,
          container.label()
              + " with codec "
              + avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString()
              + " is not decoded");
    }
    NativeDecoder decoder =
        new NativeDecoder(avcodec.avcodec_alloc_context3(codec), avutil.av_frame_alloc());
    try {
      decoder.open(codec, stream, container);
      return decoder;
    } catch (JobFailedException | RuntimeException | Error e) {
      decoder.close();
      throw e;
    }
  }

  private void open(AVCodec codec, AVStream stream, Container container) throws JobFailedException {
    if (context == null || frame == null) {
      throw new OutOfMemoryError("no memory for a decoder");
    }
    int error = avcodec.avcodec_parameters_to_context(context, stream.codecpar());
    context.thread_count(1);
    context.max_samples(MAX_FRAME_SAMPLES);
    context.pkt_timebase(stream.time_base());
    AVDictionary options = new AVDictionary(null);
    try {
      avutil.av_dict_set(options, "codec_whitelist", Container.allowedDecoders(), 0);
      error = error < 0 ? error : avcodec.avcodec_open2(context, codec, options);
    } finally {
      avutil.av_dict_free(options);
    }
    AudioFormat.require(error >= 0, container.label(), "its codec's parameters cannot be read");
  }

  /**
   * Takes a packet in; all frames so far must have been received.
   *
   * @param packet null at the end
   * @return 0, or FFmpeg's error
   */
  int send(AVPacket packet) {
    return avcodec.avcodec_send_packet(context, packet);
  }

  /**
   * Gives the next frame into {@link #frame()}.
   *
   * @return 0, or FFmpeg's error: {@code EAGAIN} where it needs another packet first
   */
  int receive() {
    return avcodec.avcodec_receive_frame(context, frame);
  }

  AVFrame frame() {
    return frame;
  }

  int codecId() {
    return context.codec_id();
  }

  @Override
  public void close() {
    // Both free and forget: null afterwards, and nothing to do the second time.
    avutil.av_frame_free(frame);
    avcodec.avcodec_free_context(context);
  }
}
