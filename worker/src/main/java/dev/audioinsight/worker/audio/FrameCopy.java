package dev.audioinsight.worker.audio;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Copies FFmpeg's frames, in whatever sample format, into blocks. Thread-safe. */
final class FrameCopy {
  private FrameCopy() {}

  /**
   * Copies all samples of a frame.
   *
   * @return whether the frame's sample format is known
   */
  static boolean copy(AVFrame frame, Block block) {
    int channels = frame.ch_layout().nb_channels();
    int count = frame.nb_samples();
    int bytes = avutil.av_get_bytes_per_sample(frame.format());
    Sample sample = sample(avutil.av_get_packed_sample_fmt(frame.format()));
    if (sample == null) {
      return false;
    }
    block.resize(count, channels);
    float[] values = block.values();
    if (avutil.av_sample_fmt_is_planar(frame.format()) == 0) {
      ByteBuffer all = data(frame, 0, (long) bytes * count * channels);
      for (int i = 0; i < count * channels; i++) {
        values[i] = sample.read(all, i * bytes);
      }
      return true;
    }
    for (int channel = 0; channel < channels; channel++) {
      ByteBuffer plane = data(frame, channel, (long) bytes * count);
      for (int i = 0; i < count; i++) {
        values[i * channels + channel] = sample.read(plane, i * bytes);
      }
    }
    return true;
  }

  private static ByteBuffer data(AVFrame frame, int plane, long bytes) {
    return frame.extended_data(plane).capacity(bytes).asByteBuffer();
  }

  /** The magnitude from which on a sample of the frame counts as clipped. */
  static float fullScale(AVFrame frame, int codecId) {
    if (codecId == avcodec.AV_CODEC_ID_PCM_MULAW) {
      return PcmFormat.Encoding.MU_LAW_8.fullScale();
    }
    if (codecId == avcodec.AV_CODEC_ID_PCM_ALAW) {
      return PcmFormat.Encoding.A_LAW_8.fullScale();
    }
    return avutil.av_get_packed_sample_fmt(frame.format()) == avutil.AV_SAMPLE_FMT_U8
        ? PcmFormat.Encoding.PCM_8.fullScale()
        : PcmFormat.Encoding.PCM_16.fullScale();
  }

  private static Sample sample(int packedFormat) {
    return switch (packedFormat) {
      case avutil.AV_SAMPLE_FMT_U8 -> (in, at) -> ((in.get(at) & 0xFF) - 128) / 128f;
      case avutil.AV_SAMPLE_FMT_S16 -> (in, at) -> in.getShort(at) / 32_768f;
      case avutil.AV_SAMPLE_FMT_S32 -> (in, at) -> (float) (in.getInt(at) / 2_147_483_648.0);
      case avutil.AV_SAMPLE_FMT_FLT -> ByteBuffer::getFloat;
      case avutil.AV_SAMPLE_FMT_DBL -> (in, at) -> (float) in.getDouble(at);
      default -> null;
    };
  }

  /** Reads one sample, full scale at 1, in the machine's order of bytes. */
  private interface Sample {
    float read(ByteBuffer in, int at);
  }
}
