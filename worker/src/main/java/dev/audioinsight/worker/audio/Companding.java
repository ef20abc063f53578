package dev.audioinsight.worker.audio;

/** Expands A-law and mu-law samples (ITU-T G.711). Thread-safe. */
final class Companding {
  private static final float[] A_LAW = new float[256];
  private static final float[] MU_LAW = new float[256];

  static {
    for (int code = 0; code < 256; code++) {
      A_LAW[code] = expandALaw(code) / 32_768f;
      MU_LAW[code] = expandMuLaw(code) / 32_768f;
    }
  }

  private Companding() {}

  static float aLaw(byte code) {
    return A_LAW[code & 0xFF];
  }

  static float muLaw(byte code) {
    return MU_LAW[code & 0xFF];
  }

  /** To 16 bits; even bits are inverted on the line. */
  private static int expandALaw(int code) {
    int inverted = code ^ 0x55;
    int exponent = (inverted >> 4) & 7;
    int mantissa = (inverted & 0xF) << 4 | 8;
    int magnitude = exponent == 0 ? mantissa : (mantissa | 0x100) << (exponent - 1);
    return (inverted & 0x80) != 0 ? magnitude : -magnitude;
  }

  /** To 16 bits; all bits are inverted on the line. */
  private static int expandMuLaw(int code) {
    int inverted = ~code & 0xFF;
    int magnitude = (((inverted & 0xF) << 3 | 0x84) << ((inverted >> 4) & 7)) - 0x84;
    return (inverted & 0x80) != 0 ? -magnitude : magnitude;
  }
}
