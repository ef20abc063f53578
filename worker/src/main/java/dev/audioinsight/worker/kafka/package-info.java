/**
 * The Kafka side: one thread that polls jobs and publishes answers.
 *
 * <p>{@link dev.audioinsight.worker.kafka.PollLoop} is the turn of that thread. Records come in
 * through {@code Admission}; {@code PartitionLedger} knows which lack an answer, and the contract's
 * {@code CommitMetadata} carries that knowledge to the next owner; what may pass waits in {@code
 * Retries}. Answers go out through {@code Publishing}, each as an {@code Outgoing} that the broker
 * takes ({@code RecordLimits}), by a {@code Publisher} (transactional, or at-least-once). {@code
 * Restorer} finds out where an earlier owner stood, {@code CrashWatch} whether it died, and {@code
 * SoloRuns} lets suspects of that run alone. {@code PollThread} starts, drains and ends it all.
 * Nothing outside this package touches a consumer, a producer or a ledger.
 */
package dev.audioinsight.worker.kafka;
