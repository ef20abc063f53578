/**
 * From bytes to samples: containers, codecs, resampling, mixing.
 *
 * <p>{@link dev.audioinsight.worker.audio.AudioDecoder} turns {@link
 * dev.audioinsight.worker.audio.AudioBytes} into a {@link dev.audioinsight.worker.audio.Recording},
 * whose signal at 16 kHz, mono, can be read as often as need be. Each {@code Decoding} is one way
 * through the file; its {@code AudioReader} yields that block by block: {@code PcmReader} in Java,
 * {@code NativeReader} through FFmpeg, whose handles are the {@code Native…} classes and stay
 * there. Nothing is allocated by what a header claims.
 */
package dev.audioinsight.worker.audio;
