/**
 * What the tests share that let a schedule explorer (Lincheck's model checker) decide which thread
 * goes on at each step that two threads can see: {@code Schedules} explores, {@code OwnThreads} is
 * a pool that it can see through.
 */
package dev.audioinsight.worker.schedule;
