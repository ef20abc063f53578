package dev.audioinsight.worker.audio;

import java.nio.ByteBuffer;

/** The header of a frame of MPEG audio, layer III (ISO 11172-3, 13818-3). Thread-safe. */
final class MpegFrame {
  static final int HEADER_BYTES = 4;

  private static final int[] KBITS_1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] KBITS_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] RATES_1 = {44_100, 48_000, 32_000};

  private static final int VERSION_1 = 3;
  private static final int VERSION_2 = 2;
  private static final int LAYER_3 = 1;

  private MpegFrame() {}

  /**
   * How many bytes the frame has, its header included.
   *
   * @param packet from the header on
   * @return 0 where it is no frame of layer III, or does not say its length
   */
  static int length(ByteBuffer packet) {
    int header = packet.getInt(0);
    int version = header >> 19 & 3;
    int kbits = header >> 12 & 15;
    int rate = header >> 10 & 3;
    if (header >>> 21 != 0x7FF || (header >> 17 & 3) != LAYER_3 || kbits > 14 || rate > 2) {
      return 0;
    }
    boolean first = version == VERSION_1;
    int bits = (first ? KBITS_1 : KBITS_2)[kbits] * 1_000;
    int hertz = RATES_1[rate] / (first ? 1 : version == VERSION_2 ? 2 : 4);
    return bits == 0 ? 0 : (first ? 144 : 72) * bits / hertz + (header >> 9 & 1);
  }
}
