package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where fetched audio is kept until its job is done: what says that it is small in memory, all else
 * in files that have no name by the time that they hold anything. Thread-safe.
 */
public final class Spool {
  /** What is kept in memory, if its length is known to be no more than this. */
  static final long MAX_IN_MEMORY = 8L << 20;

  static final int BLOCK_BYTES = 64 * 1024;

  private final Path folder;
  private final long maxBytes;
  private final ByteBudget memory;
  private final ByteBudget disk;

  /**
   * @param folder where the files are
   * @param maxBytes of one recording
   * @param maxMemoryBytes of all that are kept in memory
   * @param maxDiskBytes of all files; what is larger than that is refused
   */
  public Spool(Path folder, long maxBytes, long maxMemoryBytes, long maxDiskBytes) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException("nothing can be written to the folder " + folder);
    }
    if (maxBytes < 1 || maxDiskBytes < 1 || maxMemoryBytes < MAX_IN_MEMORY) {
      throw new IllegalArgumentException("limits of the spool that leave no room");
    }
    this.folder = folder;
    this.maxBytes = Math.min(maxBytes, maxDiskBytes);
    this.memory = new ByteBudget(maxMemoryBytes);
    this.disk = new ByteBudget(maxDiskBytes);
  }

  /**
   * Reads a stream to its end.
   *
   * @param declared its length, or less than 0 where it is not known: then as many bytes are
   *     reserved as a recording may have
   * @throws JobFailedException with {@code TOO_LARGE}, as soon as that is known
   */
  FetchedAudio read(InputStream in, long declared, Cancellation cancellation)
      throws IOException, JobFailedException {
    requireAllowed(declared);
    boolean small = declared >= 0 && declared <= MAX_IN_MEMORY;
    ByteBudget.Reservation reservation =
        (small ? memory : disk).reserve(declared < 0 ? maxBytes : declared, cancellation);
    SpooledAudio audio = null;
    try {
      audio = small ? new InMemory(reservation) : opened(reservation);
      copy(in, audio, cancellation);
      reservation.shrinkTo(audio.length());
      SpooledAudio complete = audio;
      audio = null;
      reservation = null;
      return complete;
    } finally {
      if (audio != null) {
        audio.close();
      } else if (reservation != null) {
        reservation.close();
      }
    }
  }

  private SpooledAudio opened(ByteBudget.Reservation reservation) throws JobFailedException {
    try {
      return new InFile(folder, reservation);
    } catch (IOException e) {
      throw noRoom();
    }
  }

  private void copy(InputStream in, SpooledAudio audio, Cancellation cancellation)
      throws IOException, JobFailedException {
    byte[] block = new byte[BLOCK_BYTES];
    // Full blocks, whatever pieces come: a piece of one byte would cost an array of its own.
    for (int count = next(in, block); count > 0; count = next(in, block)) {
      if (cancellation.isCancelled()) {
        throw new InterruptedIOException("cancelled");
      }
      requireAllowed(audio.length() + count);
      try {
        audio.append(block, count);
      } catch (IOException e) {
        throw noRoom();
      }
    }
  }

  private static int next(InputStream in, byte[] block) throws IOException {
    return in.readNBytes(block, 0, block.length);
  }

  private void requireAllowed(long bytes) throws JobFailedException {
    if (bytes > maxBytes) {
      throw new JobFailedException(
          ErrorCode.TOO_LARGE, "the audio has more than the " + maxBytes + " bytes allowed");
    }
  }

  private static JobFailedException noRoom() {
    return new JobFailedException(
        new JobError(ErrorCode.FETCH_FAILED, "the worker found no room for the audio", true));
  }

  /** Bytes that all spooled audio holds, in memory and on disk. */
  long heldBytes() {
    return memory.capacity() - memory.free() + disk.capacity() - disk.free();
  }
}
