/**
 * Models: the manifest, its checksums, and ONNX Runtime sessions.
 *
 * <p>{@link dev.audioinsight.worker.inference.ModelStore} opens the models folder and verifies each
 * file; {@link dev.audioinsight.worker.inference.OnnxModel} runs one network. Nothing outside this
 * package knows ONNX Runtime.
 */
package dev.audioinsight.worker.inference;
