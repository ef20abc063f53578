package dev.audioinsight.bench.pipeline;

/**
 * How many seconds of audio a second were analysed in one round. Immutable.
 *
 * @param clipSeconds length of each recording
 * @param throughKafka from topic to result, or in a bare loop
 */
record Rate(int clipSeconds, int threads, boolean throughKafka, double audioSecondsPerSecond) {}
