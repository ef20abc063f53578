/** An embedded one-node Kafka, and the demo that runs everything in one process. */
package dev.audioinsight.stack;
