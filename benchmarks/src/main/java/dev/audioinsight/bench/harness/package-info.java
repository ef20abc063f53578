/** What benchmarks share: child processes, a broker of their own, topics, a reader, reports. */
package dev.audioinsight.bench.harness;
