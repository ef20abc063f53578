package dev.audioinsight.cli.status;

/**
 * The record that has waited longest for its answer. Immutable.
 *
 * @param partition where it is
 * @param offset where it is there
 * @param timestamp when it was sent, in milliseconds since 1970
 * @param jobId of the job, as its answer will name it
 */
record OldestJob(int partition, long offset, long timestamp, String jobId) {}
