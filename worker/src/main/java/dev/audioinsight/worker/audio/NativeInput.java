package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * A container that FFmpeg has open: it reads this job's bytes and nothing else. Its handles are
 * given back by {@link #close}, in whatever state it is. Confined to one thread.
 */
final class NativeInput implements AutoCloseable {
  private static final int BUFFER_BYTES = 32 * 1024;

  /**
   * What holds for every file: allowed demuxers and decoders, no protocol, no reference to other
   * files, and bounds on what is read before the first packet.
   */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "format_whitelist", Container.allowedDemuxers(),
          "codec_whitelist", Container.allowedDecoders(),
          "protocol_whitelist", "",
          "enable_drefs", "0",
          "use_absolute_path", "0",
          "probesize", String.valueOf(1 << 20),
          "analyzeduration", "1000000",
          "max_streams", "64",
          "max_probe_packets", "64");

  private final NativeSource source;
  private AVIOContext io;
  private AVFormatContext context;

  private NativeInput(NativeSource source) {
    this.source = source;
  }

  /**
   * Reads the container's head.
   *
   * @param start where the container begins in the file
   * @throws JobFailedException with {@code CORRUPT_AUDIO}, or when the job is cancelled
   */
  static NativeInput open(
      JobBytes bytes, long start, Container container, Cancellation cancellation)
      throws IOException, JobFailedException {
    NativeInput input = new NativeInput(new NativeSource(bytes, start, cancellation));
    try {
      input.allocate();
      input.open(container);
      return input;
    } catch (IOException | JobFailedException | RuntimeException | Error e) {
      input.close();
      throw e;
    }
  }

  private void allocate() {
    BytePointer buffer = new BytePointer(avutil.av_malloc(BUFFER_BYTES));
    io =
        avformat.avio_alloc_context(
            buffer, BUFFER_BYTES, 0, source.number(), NativeSource.READ, null, NativeSource.SEEK);
    if (io == null) {
      avutil.av_free(buffer);
      throw new OutOfMemoryError("no memory for reading");
    }
    context = avformat.avformat_alloc_context();
    if (context == null) {
      throw new OutOfMemoryError("no memory for a container");
    }
    context.pb(io);
    context.io_open(NativeSource.OPEN);
    context.interrupt_callback().callback(NativeSource.INTERRUPT);
    context.interrupt_callback().opaque(source.number());
  }

  private void open(Container container) throws IOException, JobFailedException {
    AVDictionary options = new AVDictionary(null);
    try {
      OPTIONS.forEach((key, value) -> avutil.av_dict_set(options, key, value, 0));
      int error =
          avformat.avformat_open_input(
              context, (String) null, avformat.av_find_input_format(container.demuxer()), options);
      source.check();
      if (error < 0) {
        throw new JobFailedException(
            ErrorCode.CORRUPT_AUDIO,
            "not a valid "
                + container.label()
                + " file: "
                + (container == Container.MP4
                    ? "it has no index; in many that is the last part, so it may be cut short"
                    : "its head cannot be read"));
      }
    } finally {
      avutil.av_dict_free(options);
    }
  }

  /**
   * The audio that is meant to be heard: the first stream that is marked as the default, or else
   * the first. All others are passed over from now on.
   *
   * @return null where there is no audio
   */
  AVStream audio() {
    AVStream chosen = null;
    for (int i = 0; i < context.nb_streams(); i++) {
      AVStream stream = context.streams(i);
      stream.discard(avcodec.AVDISCARD_ALL);
      if (stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO
          && (chosen == null || (isDefault(stream) && !isDefault(chosen)))) {
        chosen = stream;
      }
    }
    if (chosen != null) {
      chosen.discard(avcodec.AVDISCARD_DEFAULT);
    }
    return chosen;
  }

  private static boolean isDefault(AVStream stream) {
    return (stream.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0;
  }

  /**
   * Reads the next packet of any stream.
   *
   * @return 0, or FFmpeg's error
   * @throws JobFailedException when the job is cancelled
   */
  int read(AVPacket packet) throws IOException, JobFailedException {
    int error = avformat.av_read_frame(context, packet);
    source.check();
    return error;
  }

  @Override
  public void close() {
    if (context != null) {
      // Frees and forgets; a context that could not be opened is gone already, and null.
      avformat.avformat_close_input(context);
      context = null;
    }
    if (io != null) {
      // The buffer may be another than the first: FFmpeg takes a larger one where it needs to.
      avutil.av_free(io.buffer());
      avformat.avio_context_free(io);
      io = null;
    }
    source.close();
  }
}
