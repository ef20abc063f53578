/**
 * The soak: whether a worker that is never idle keeps its memory, in an hour of jobs that carry 1
 * MB of audio each.
 *
 * <p>{@code SoakRun} keeps the topic full from {@code InlineJobs}, {@code MemoryLog} looks at the
 * worker every 10 s, {@code AnswerCount} reads what it answers, and a {@code Trend} says whether a
 * memory is flat. {@code SoakIT} is the run of {@code -Psoak}, {@code TrendTest} the test of the
 * test. {@code ArenaSettingsIT} measures what ONNX Runtime's own settings do.
 */
package dev.audioinsight.stack.soak;
