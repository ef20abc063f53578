package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Feared: a read that fails for a moment is answered as if it failed for ever, or never ends. */
class FailingFetchTest {
  private static final byte[] WAV =
      Wav.riff().format(Wav.PCM, 1, 16_000, 16).claim("data", 0xFFFF_FFFFL).bytes();

  @Test
  void shouldCallAFailedReadAFailureThatMayPass() {
    JobError error = failure(new Cancellation(), new IOException("the disk is away"));

    assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(error.retryable()).isTrue();
    assertThat(error.message()).doesNotContain("disk");
  }

  @Test
  void shouldNotRepeatAReadOfAFileThatIsGoneOrForbidden() {
    JobError gone = failure(new Cancellation(), new NoSuchFileException("a.wav"));
    JobError forbidden = failure(new Cancellation(), new AccessDeniedException("a.wav"));

    assertThat(gone)
        .extracting(JobError::code, JobError::retryable)
        .containsExactly(ErrorCode.NOT_FOUND, false);
    assertThat(forbidden)
        .extracting(JobError::code, JobError::retryable)
        .containsExactly(ErrorCode.FORBIDDEN_URI, false);
  }

  @Test
  void shouldAnswerTheDeadlineWhereItEndedTheRead() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    JobError error = failure(cancellation, new IOException("closed under the reader"));

    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void shouldEndWithinAChunkThatClaimsToGoOnForEver() {
    // Given a header that is followed by 4 GB of something else, and a deadline within
    Cancellation cancellation = new Cancellation();
    byte[] head = Wav.riff().claim("junk", 0xFFFF_FFF0L).bytes();
    AtomicInteger reads = new AtomicInteger();
    AudioBytes junk =
        new MadeBytes(
            head,
            1,
            target -> {
              if (reads.incrementAndGet() == 3) {
                cancellation.cancel();
              }
              assertThat(reads).as("reads after the deadline").hasValueLessThanOrEqualTo(3);
              target.put(new byte[target.remaining()]);
            });

    JobError error = failure(cancellation, junk);

    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  private static JobError failure(Cancellation cancellation, IOException failure) {
    AudioBytes failing =
        new MadeBytes(
            WAV,
            1,
            target -> {
              throw failure;
            });
    return failure(cancellation, failing);
  }

  private static JobError failure(Cancellation cancellation, AudioBytes bytes) {
    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class, () -> Decoded.of(bytes, Limits.DEFAULT, cancellation));
    assertThat(failure).isNotNull();
    return failure.error();
  }
}
