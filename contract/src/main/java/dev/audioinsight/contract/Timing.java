package dev.audioinsight.contract;

/**
 * Where the time of a job went, in milliseconds; 0 for a stage that did not run. Immutable.
 *
 * @param queuedMs between admission and the start of the work
 * @param vadMs speech detection, with the levels that SNR needs
 * @param totalMs from the start of the work to its end, queueing not counted
 */
public record Timing(
    long queuedMs, long fetchMs, long decodeMs, long vadMs, long speakersMs, long totalMs) {
  public Timing {
    Checks.requireNotNegative(queuedMs, "queuedMs");
    Checks.requireNotNegative(fetchMs, "fetchMs");
    Checks.requireNotNegative(decodeMs, "decodeMs");
    Checks.requireNotNegative(vadMs, "vadMs");
    Checks.requireNotNegative(speakersMs, "speakersMs");
    Checks.requireNotNegative(totalMs, "totalMs");
  }
}
