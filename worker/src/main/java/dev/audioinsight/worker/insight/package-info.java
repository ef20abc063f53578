/**
 * What a recording says of itself: speech, signal-to-noise ratio, speakers.
 *
 * <p>{@link dev.audioinsight.worker.insight.InsightEngine} is the whole. A {@code
 * RecordingAnalysis} walks along a recording, runs the VAD and SNR network ({@code VadSnrNetwork}),
 * cuts the probabilities into regions ({@code SpeechSegmenter}) and from these estimates the SNR
 * ({@code SnrEstimator}); it walks along it again to count speakers ({@code SpeakerCounter}).
 * {@code SeparateChannels} does so for each channel, and {@code ChannelSpeakers} adds them up.
 * Networks of others take the place of the project's own behind {@code SpeechDetector} and {@code
 * SpeakerModel}. Every constant that was fitted comes from the parameter files in {@code models}.
 */
package dev.audioinsight.worker.insight;
