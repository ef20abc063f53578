/**
 * From a record's bytes to an answer's bytes, without a word about Kafka or ONNX Runtime.
 *
 * <p>{@link dev.audioinsight.worker.engine.JobProcessor} is the seam to the analysis.
 */
package dev.audioinsight.worker.engine;
