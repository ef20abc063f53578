/**
 * What happens inside, for those who watch: meters, health and the list of jobs, on a port.
 *
 * <p>How to call: {@link dev.audioinsight.worker.observe.Observability#start} once, before the
 * models are warmed; {@code snapshots().publish(…)} at each change of state; on the poll thread, at
 * the end of each turn, {@code snapshots().turnEnded(() -> snapshot)} and {@code
 * metrics().turnTook(nanos, polledNanos)}; {@code metrics().answered(result)} and its like once
 * what they say is confirmed; {@code close()} last. The thread {@code http} reads the latest {@link
 * dev.audioinsight.worker.observe.WorkerSnapshot} and the meters, never live state.
 */
package dev.audioinsight.worker.observe;
