/** Runs the microbenchmarks, which lie in the packages of what they measure. */
package dev.audioinsight.bench.jmh;
