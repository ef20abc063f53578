/**
 * What the integration tests stand on: topics of their own on a shared broker, a sender, a {@code
 * read_committed} reader, a job processor that obeys the job, and workers in processes of their own
 * that can be killed.
 */
package dev.audioinsight.stack.harness;
