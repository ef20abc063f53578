package dev.audioinsight.stack.soak;

import java.util.Locale;

/**
 * What a soak has seen. Immutable.
 *
 * @param sent jobs
 * @param answered jobs that have an answer
 * @param twice answers to jobs that had one
 * @param withSpeech recordings that speech was found in
 * @param firstFailure among the answers; empty if none failed
 * @param jobsPerSecond while the topic was full
 * @param peak the most that was ever resident, in MB
 * @param resident how the resident memory went
 * @param outsideHeap how its part outside the heap went
 * @param exitCode of the worker, which was asked to stop at the end
 * @param outOfMemory whether the worker said so
 */
record SoakReport(
    int sent,
    int answered,
    int twice,
    int withSpeech,
    String firstFailure,
    double jobsPerSecond,
    double peak,
    Trend resident,
    Trend outsideHeap,
    int exitCode,
    boolean outOfMemory) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d jobs, %d answered, %d twice, %d with speech, %.1f jobs/s; exit code %d%s%n"
            + "  resident: peak %.0f MB, %s%n"
            + "  of it outside the heap: %s%n",
        sent,
        answered,
        twice,
        withSpeech,
        jobsPerSecond,
        exitCode,
        outOfMemory ? ", out of memory" : "",
        peak,
        resident,
        outsideHeap);
  }
}
