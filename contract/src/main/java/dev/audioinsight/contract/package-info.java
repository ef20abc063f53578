/**
 * The wire format: what a job says, what a result says, and how both become JSON.
 *
 * <p>Start at {@link dev.audioinsight.contract.Job} and {@link dev.audioinsight.contract.Result};
 * {@link dev.audioinsight.contract.JobCodec} and {@link dev.audioinsight.contract.ResultCodec} turn
 * them into bytes and back; {@link dev.audioinsight.contract.RawJob} is a job whose record is the
 * audio itself. A failure is a value, {@link dev.audioinsight.contract.JobError}, with a stable
 * {@link dev.audioinsight.contract.ErrorCode}. What a commit says of progress is in {@code
 * progress}, how people see results in {@code view}, which files are audio in {@code files}.
 * Everything here is immutable; nothing here knows Kafka.
 */
package dev.audioinsight.contract;
