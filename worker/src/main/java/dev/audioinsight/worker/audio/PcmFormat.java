package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How PCM samples are written. Immutable.
 *
 * @param encoding how a sample is written
 * @param channels 1 to 8
 * @param sampleRateHz 4,000 to 384,000
 */
record PcmFormat(Encoding encoding, int channels, int sampleRateHz) {
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  /** Where {@code WAVE_FORMAT_EXTENSIBLE} keeps the real format tag: the head of its GUID. */
  private static final int SUB_FORMAT_AT = 24;

  static final int MIN_LENGTH = 16;

  /** How one sample is written, its bytes in the order of the buffer. */
  enum Encoding {
    PCM_8(1, 127 / 128f) {
      @Override
      float read(ByteBuffer in) {
        return ((in.get() & 0xFF) - 128) / 128f;
      }
    },
    PCM_16(2, Encoding.LINEAR_FULL_SCALE) {
      @Override
      float read(ByteBuffer in) {
        return in.getShort() / 32_768f;
      }
    },
    PCM_24(3, Encoding.LINEAR_FULL_SCALE) {
      @Override
      float read(ByteBuffer in) {
        int first = in.getShort();
        int sample =
            in.order() == ByteOrder.BIG_ENDIAN
                ? first << 8 | (in.get() & 0xFF)
                : in.get() << 16 | (first & 0xFFFF);
        return sample / 8_388_608f;
      }
    },
    PCM_32(4, Encoding.LINEAR_FULL_SCALE) {
      @Override
      float read(ByteBuffer in) {
        return (float) (in.getInt() / 2_147_483_648.0);
      }
    },
    FLOAT_32(4, Encoding.LINEAR_FULL_SCALE) {
      @Override
      float read(ByteBuffer in) {
        return in.getFloat();
      }
    },
    FLOAT_64(8, Encoding.LINEAR_FULL_SCALE) {
      @Override
      float read(ByteBuffer in) {
        return (float) in.getDouble();
      }
    },
    A_LAW_8(1, 32_256 / 32_768f) {
      @Override
      float read(ByteBuffer in) {
        return Companding.aLaw(in.get());
      }
    },
    MU_LAW_8(1, 32_124 / 32_768f) {
      @Override
      float read(ByteBuffer in) {
        return Companding.muLaw(in.get());
      }
    };

    /** Two steps of a 16-bit sample below 1: encoders and dither stop there. */
    private static final float LINEAR_FULL_SCALE = 1 - 2f / 32_768;

    private final int bytes;
    private final float fullScale;

    Encoding(int bytes, float fullScale) {
      this.bytes = bytes;
      this.fullScale = fullScale;
    }

    /** The magnitude from which on a sample counts as clipped; both signs can reach it. */
    float fullScale() {
      return fullScale;
    }

    int bytes() {
      return bytes;
    }

    /** The next sample, full scale at 1. */
    abstract float read(ByteBuffer in);
  }

  /** Bytes of one sample of all channels. */
  int frameBytes() {
    return encoding.bytes() * channels;
  }

  /** That of samples without a header. */
  static PcmFormat of(AudioEncoding encoding) {
    Encoding samples =
        switch (encoding.codec()) {
          case L8 -> Encoding.PCM_8;
          case L16 -> Encoding.PCM_16;
          case L24 -> Encoding.PCM_24;
          case PCMU -> Encoding.MU_LAW_8;
          case PCMA -> Encoding.A_LAW_8;
        };
    return new PcmFormat(samples, encoding.channels(), encoding.sampleRateHz());
  }

  /**
   * Reads the {@code fmt} chunk of a WAV file, of at least {@link #MIN_LENGTH} bytes.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static PcmFormat ofWav(byte[] chunk) throws JobFailedException {
    ByteBuffer in = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int tag = in.getShort(0) & 0xFFFF;
    int channels = in.getShort(2) & 0xFFFF;
    long rate = in.getInt(4) & 0xFFFF_FFFFL;
    int blockAlign = in.getShort(12) & 0xFFFF;
    int bits = in.getShort(14) & 0xFFFF;
    if (tag == EXTENSIBLE && chunk.length >= SUB_FORMAT_AT + 2) {
      tag = in.getShort(SUB_FORMAT_AT) & 0xFFFF;
    }
    Encoding encoding = encoding(tag, bits);
    AudioFormat.check("WAV", channels, rate);
    PcmFormat format = new PcmFormat(encoding, channels, (int) rate);
    AudioFormat.require(
        blockAlign == format.frameBytes(),
        "WAV",
        "its block align is " + blockAlign + ", not " + format.frameBytes());
    return format;
  }

  private static Encoding encoding(int tag, int bits) throws JobFailedException {
    Encoding encoding =
        switch (tag) {
          case PCM ->
              switch (bits) {
                case 8 -> Encoding.PCM_8;
                case 16 -> Encoding.PCM_16;
                case 24 -> Encoding.PCM_24;
                case 32 -> Encoding.PCM_32;
                default -> null;
              };
          case FLOAT -> bits == 32 ? Encoding.FLOAT_32 : bits == 64 ? Encoding.FLOAT_64 : null;
          case A_LAW -> bits == 8 ? Encoding.A_LAW_8 : null;
          case MU_LAW -> bits == 8 ? Encoding.MU_LAW_8 : null;
          default -> null;
        };
    if (encoding == null) {
      throw new JobFailedException(
          ErrorCode.UNSUPPORTED_FORMAT,
          String.format("WAV with codec 0x%04X and %d bits is not decoded", tag, bits));
    }
    return encoding;
  }
}
