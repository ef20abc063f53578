/**
 * The command line of those who send jobs, read results and replay dead letters.
 *
 * <p>{@link dev.audioinsight.cli.JobSubmitter} sends, {@link dev.audioinsight.cli.ResultCollector}
 * reads; {@code submit} and {@code watch} are commands around the two. {@code Replay} passes over
 * the dead letters, {@code ReplayMarks} remembers which were moved, {@code ReplayMover} moves them.
 */
package dev.audioinsight.cli;
