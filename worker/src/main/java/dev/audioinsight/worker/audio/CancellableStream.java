package dev.audioinsight.worker.audio;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * A stream that ends with its job: no read begins once the job is cancelled, however much a header
 * claims is still to come. A source whose single read may block has to end that read by itself.
 * Confined to one thread.
 */
final class CancellableStream extends FilterInputStream {
  private final Cancellation cancellation;

  CancellableStream(InputStream in, Cancellation cancellation) {
    super(in);
    this.cancellation = cancellation;
  }

  @Override
  public int read() throws IOException {
    throwIfCancelled();
    return super.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    throwIfCancelled();
    return super.read(target, offset, length);
  }

  private void throwIfCancelled() throws InterruptedIOException {
    if (cancellation.isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
  }
}
