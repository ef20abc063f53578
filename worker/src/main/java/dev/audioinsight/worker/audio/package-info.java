/**
 * From bytes to samples: containers, codecs, resampling, mixing.
 *
 * <p>{@link dev.audioinsight.worker.audio.AudioDecoder} turns {@link
 * dev.audioinsight.worker.audio.AudioBytes} into a {@link dev.audioinsight.worker.audio.Recording}
 * at 16 kHz, mono. It reads a stream once and never allocates by what a header claims.
 */
package dev.audioinsight.worker.audio;
