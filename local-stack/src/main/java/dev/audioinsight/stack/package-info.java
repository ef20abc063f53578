/**
 * A whole stack on one machine: an embedded one-node Kafka ({@code EmbeddedKafka}), and the demo
 * that runs broker, worker and submission in one process.
 */
package dev.audioinsight.stack;
