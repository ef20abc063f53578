/**
 * Commands that measure, side by side and on this machine; nothing depends on them. {@code harness}
 * has what they share: processes, topics, a reader, tables. {@code engine} is the worker's engine
 * against its peers, {@code concurrency} the analysis behind poll loops of other kinds.
 */
package dev.audioinsight.bench;
