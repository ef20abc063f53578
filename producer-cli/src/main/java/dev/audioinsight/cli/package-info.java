/**
 * The command line of those who send jobs, read results and replay dead letters.
 *
 * <p>{@link dev.audioinsight.cli.JobSubmitter} sends, {@link dev.audioinsight.cli.ResultCollector}
 * reads; {@code submit} and {@code watch} are commands around the two. What is to be sent comes
 * from {@code SourceOptions} and the manifests of {@code manifest} as a {@link
 * dev.audioinsight.cli.JobRequest} each; {@code SubmitState} remembers over runs what became of
 * them, {@code Resumption} goes on from there. {@code status} looks at the workers. {@code Replay}
 * passes over the dead letters, {@code ReplayMarks} remembers which were moved, {@code ReplayMover}
 * moves them.
 */
package dev.audioinsight.cli;
