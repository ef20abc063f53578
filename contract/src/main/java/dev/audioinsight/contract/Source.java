package dev.audioinsight.contract;

/**
 * The record that a result answers.
 *
 * @param attempt 1 at the first run, one more each time a worker was lost before it could answer
 */
public record Source(String topic, int partition, long offset, int attempt) {}
