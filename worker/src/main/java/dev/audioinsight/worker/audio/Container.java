package dev.audioinsight.worker.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A container that FFmpeg may read: the allow-list of its demuxers. None of them opens another file
 * or a connection, and there are no playlists. Immutable.
 */
enum Container {
  WAV("wav", "wav", "WAV"),
  WAVE64("w64", "w64", "Wave64"),
  AIFF("aiff", "aiff", "AIFF"),
  AU("au", "au", "AU"),
  FLAC("flac", "flac", "FLAC"),
  MP3("mp3", "mp3", "MP3"),
  ADTS("aac", "aac", "AAC"),
  OGG("ogg", "ogg", "Ogg"),
  MATROSKA("matroska", "matroska", "Matroska or WebM"),
  MP4("mov", "mp4", "MP4, M4A or MOV"),
  AMR("amr", "amr", "AMR"),
  ASF("asf", "asf", "WMA");

  /**
   * The decoders that may run, by FFmpeg's names: what telephones, recorders and the sound tracks
   * of videos hold, and nothing for pictures.
   */
  private static final String DECODERS =
      "pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,"
          + "pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw,"
          + "adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,gsm,gsm_ms,"
          + "mp1float,mp2float,mp3float,aac,ac3,eac3,vorbis,opus,"
          + "amrnb,amrwb,wmav1,wmav2,wmapro,wmalossless,wmavoice,flac,alac";

  private static final Set<String> DECODER_NAMES = Set.of(DECODERS.split(","));

  private final String demuxer;
  private final String shortName;
  private final String label;

  Container(String demuxer, String shortName, String label) {
    this.demuxer = demuxer;
    this.shortName = shortName;
    this.label = label;
  }

  /** The container whose demuxer has this name, or one of these, separated by commas. */
  static Optional<Container> ofDemuxer(String names) {
    List<String> all = List.of(names.split(","));
    return Arrays.stream(values()).filter(one -> all.contains(one.demuxer)).findFirst();
  }

  /** All that may be read, as FFmpeg's {@code format_whitelist} wants it. */
  static String allowedDemuxers() {
    return Arrays.stream(values()).map(one -> one.demuxer).collect(Collectors.joining(","));
  }

  /** All that may be decoded, as FFmpeg's {@code codec_whitelist} wants it. */
  static String allowedDecoders() {
    return DECODERS;
  }

  static boolean allowsDecoder(String name) {
    return DECODER_NAMES.contains(name);
  }

  String demuxer() {
    return demuxer;
  }

  /** As results name it. */
  String shortName() {
    return shortName;
  }

  /** As messages name it. */
  String label() {
    return label;
  }
}
