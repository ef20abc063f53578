/** What the worker holds of the machine's memory. */
package dev.audioinsight.bench.memory;
