/** What the analysis itself costs, without Kafka. */
package dev.audioinsight.bench.insight;
