/**
 * The ways to run an analysis behind a poll loop: on the polling thread, on a pool that it waits
 * for, beside it; on one pool or on pools made for each job; as two jobs or as one. Each works in a
 * process of its own ({@code WayMain}) through the same topic ({@code ConcurrencyCommand}).
 */
package dev.audioinsight.bench.concurrency;
