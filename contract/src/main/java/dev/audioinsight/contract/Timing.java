package dev.audioinsight.contract;

/**
 * Where the time of a job went, in milliseconds.
 *
 * @param queuedMs between admission and the start of the work
 * @param totalMs from the start of the work to its end, queueing not counted
 */
public record Timing(
    long queuedMs, long fetchMs, long decodeMs, long vadMs, long speakersMs, long totalMs) {}
