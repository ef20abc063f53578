/**
 * Seeded chaos: worker processes, a broker process and a proxy between them, and a plan of faults
 * that a seed decides.
 *
 * <p>{@code ChaosRun} is the way in: it sets the {@link dev.audioinsight.stack.chaos.Stage} (a
 * broker process, {@code KafkaProxy}, {@code Fleet} of workers, {@code JobStream}), lets the {@code
 * Conductor} perform a {@code FaultPlan} of {@code Fault}s, and asks the {@code Checker} for its
 * {@code Verdict}: lost, duplicate, wrong. The {@code FlightRecorder} tells what each process did.
 * {@code ChaosIT} is the short run of each build, {@code LongChaosIT} the long one of {@code
 * -Pchaos}, {@code BrokenRulesAreFoundOutIT} the test of the tests.
 */
package dev.audioinsight.stack.chaos;
