package dev.audioinsight.stack.chaos;

/**
 * A job, and what its answer must say.
 *
 * @param value the record's value
 * @param expected the {@link Fingerprint} of the right answer
 */
record ChaosJob(String id, byte[] value, String expected) {}
