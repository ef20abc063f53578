package dev.audioinsight.worker.audio;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * FFmpeg in this process, set up for bytes of strangers: silent, and with a bound on what one claim
 * of a header may allocate. Thread-safe.
 */
final class NativeLibrary {
  /**
   * The most that FFmpeg takes at once. The index of a recording of ten hours takes 50 MB; pictures
   * and tags may not have what they claim.
   */
  private static final long MAX_ALLOCATION = 64L << 20;

  static {
    // JavaCPP's own books are closed: every handle here is freed by its owner. Its limit on the
    // process's memory counts heap and networks too, and at the limit it would collect garbage and
    // fail the decoding.
    preset("org.bytedeco.javacpp.nopointergc", "true");
    preset("org.bytedeco.javacpp.maxbytes", "0");
    preset("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  private NativeLibrary() {}

  private static void preset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Loads the library, if it is not there yet.
   *
   * @throws AudioLibraryException where this platform's natives are missing or cannot be loaded
   */
  static void load() {
    try {
      Loaded.touch();
    } catch (LinkageError e) {
      throw new AudioLibraryException(
          "FFmpeg's library for this platform cannot be loaded; the build takes it along with"
              + " -Djavacpp.platform=… or -Pall-platforms, and it is unpacked to ~/.javacpp or the"
              + " temporary folder, from where it must be allowed to run",
          e);
    }
  }

  /** The licence that the library was built under. */
  static String licence() {
    load();
    return avutil.avutil_license().getString() + "; " + avcodec.avcodec_license().getString();
  }

  /** Its initialisation is the loading: once, and again an error for each later try. */
  private static final class Loaded {
    static {
      avutil.av_log_set_level(avutil.AV_LOG_QUIET);
      avutil.av_max_alloc(MAX_ALLOCATION);
      // The class of each library loads it.
      avcodec.avcodec_version();
      avformat.avformat_version();
    }

    static void touch() {
      // The static part has done it.
    }
  }
}
