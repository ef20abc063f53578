/**
 * The worker: wiring, configuration and commands.
 *
 * <p>{@code kafka} polls and publishes, {@code engine} runs jobs on a bounded pool, {@code insight}
 * analyses a recording with the help of {@code audio} (decoding), {@code fetch} (getting bytes) and
 * {@code inference} (ONNX sessions); {@code observe} shows what happens. Dependencies point from
 * {@code kafka} and {@code insight} to {@code engine}, never back.
 */
package dev.audioinsight.worker;
