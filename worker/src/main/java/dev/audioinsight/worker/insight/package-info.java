/**
 * What a recording says of itself: speech, signal-to-noise ratio, speakers.
 *
 * <p>{@link dev.audioinsight.worker.insight.InsightEngine} is the whole: it decodes once, runs the
 * VAD and SNR network once ({@code VadSnrNetwork}), cuts the probabilities into regions ({@code
 * SpeechSegmenter}), and from these estimates the SNR ({@code SnrEstimator}) and counts speakers
 * ({@code SpeakerCounter}). Networks of others take the place of the project's own behind {@code
 * SpeechDetector} and {@code SpeakerModel}. Every constant that was fitted comes from the parameter
 * files in {@code models}.
 */
package dev.audioinsight.worker.insight;
