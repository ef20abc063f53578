/**
 * How far a partition is, as the workers commit it: the lowest offset without an answer and, in the
 * commit's metadata, what is answered above it and what is to be known after a crash.
 *
 * <p>A worker's successor goes on from there; {@code status} shows it to people.
 */
package dev.audioinsight.contract.progress;
