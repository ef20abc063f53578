/**
 * Broker trouble, one kind a test: each has a defined behaviour, a metric and a line in the log.
 * The table in {@code docs/reliability.md} names them.
 */
package dev.audioinsight.stack.trouble;
