/** Gets the bytes of a job's audio, from where this worker may read and from nowhere else. */
package dev.audioinsight.worker.fetch;
