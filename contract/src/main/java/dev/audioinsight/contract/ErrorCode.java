package dev.audioinsight.contract;

/** The stable code of a failed job; a code is never renamed, and its meaning never changes. */
public enum ErrorCode {
  /** The record cannot be read as a job. */
  INVALID_JOB,
  /** The job can be read, but an option is out of its range. */
  INVALID_OPTIONS,
  /** The audio is of a format that is not decoded. */
  UNSUPPORTED_FORMAT,
  /** The audio claims a known format, but nothing of it can be decoded. */
  CORRUPT_AUDIO,
  /** The audio has more bytes than allowed. */
  TOO_LARGE,
  /** The audio lasts longer than allowed. */
  TOO_LONG,
  /** Nothing is found at the URI. */
  NOT_FOUND,
  /** The URI leads to where this worker must not read. */
  FORBIDDEN_URI,
  /** The audio could not be fetched after the last attempt. */
  FETCH_FAILED,
  /** The job did not end within its time limit, or had expired before its start. */
  DEADLINE_EXCEEDED,
  /** The result has more bytes than the broker takes. */
  RESULT_TOO_LARGE,
  /** The job ended the worker process each time it ran alone. */
  CRASHED_WORKER,
  /** A fault of the worker itself. */
  INTERNAL
}
