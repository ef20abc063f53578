/**
 * The command line of those who send jobs and read results.
 *
 * <p>{@link dev.audioinsight.cli.JobSubmitter} sends, {@link dev.audioinsight.cli.ResultCollector}
 * reads; {@code submit} and {@code watch} are commands around the two.
 */
package dev.audioinsight.cli;
