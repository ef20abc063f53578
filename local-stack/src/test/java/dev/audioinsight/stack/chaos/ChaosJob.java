package dev.audioinsight.stack.chaos;

/**
 * A job, and what its answer must say.
 *
 * @param json the record's value
 * @param expected the {@link Fingerprint} of the right answer
 */
record ChaosJob(String id, String json, String expected) {}
