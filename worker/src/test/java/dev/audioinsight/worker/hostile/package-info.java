/**
 * What tests of hostile input share: damage to valid inputs, and a measure of the heap that reading
 * them takes. The targets stand beside what they attack, each a {@code …FuzzTest}.
 */
package dev.audioinsight.worker.hostile;
