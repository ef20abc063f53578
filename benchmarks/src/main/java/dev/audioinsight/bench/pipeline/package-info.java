/**
 * The whole way from topic to result with real recordings, against the same analysis without Kafka.
 */
package dev.audioinsight.bench.pipeline;
