/**
 * Wrong collaborators for the tests of the chaos: each breaks one rule of the Kafka side, so that a
 * check is seen to find it. They live in the package of what they stand in for; none of this is in
 * the worker.
 */
package dev.audioinsight.worker.kafka;
