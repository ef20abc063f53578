package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The one file that native code may read, from a given byte on.
 *
 * <p>The callbacks exist once in a process, since JavaCPP has room for ten of a kind; each call
 * names its source by a number. No exception may leave a callback, for it would end the process: it
 * is kept, and thrown when the native call has returned. Confined to one thread.
 */
final class NativeSource implements AutoCloseable {
  static final Read READ = new Read();
  static final Seek SEEK = new Seek();
  static final Interrupt INTERRUPT = new Interrupt();
  static final Open OPEN = new Open();

  private static final Map<Long, NativeSource> SOURCES = new ConcurrentHashMap<>();
  private static final AtomicLong LAST_NUMBER = new AtomicLong();

  private final long number = LAST_NUMBER.incrementAndGet();
  private final JobBytes bytes;
  private final long start;
  private final Cancellation cancellation;
  private Throwable failure;

  NativeSource(JobBytes bytes, long start, Cancellation cancellation) {
    this.bytes = bytes;
    this.start = start;
    this.cancellation = cancellation;
    SOURCES.put(number, this);
  }

  /** How many sources are open in this process. */
  static int open() {
    return SOURCES.size();
  }

  /** The number of this source, as native code hands it back. */
  Pointer number() {
    return new Handle(number);
  }

  /**
   * Ends the decoding if the job is to stop, or if a read has failed.
   *
   * @throws JobFailedException when the job is cancelled
   */
  void check() throws IOException, JobFailedException {
    cancellation.throwIfCancelled();
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof IOException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
  }

  @Override
  public void close() {
    SOURCES.remove(number);
  }

  private int read(BytePointer target, int size) {
    int count = bytes(target, size);
    return count == 0 ? avutil.AVERROR_EOF : count;
  }

  private int bytes(BytePointer target, int size) {
    try {
      return Math.max(0, bytes.read(target.capacity(size).asByteBuffer()));
    } catch (Throwable e) {
      failure = e;
      return avutil.AVERROR_EXTERNAL;
    }
  }

  private long seek(long offset, int whence) {
    try {
      long size = bytes.size() - start;
      if ((whence & avformat.AVSEEK_SIZE) != 0) {
        return size;
      }
      long target =
          switch (whence & ~avformat.AVSEEK_FORCE) {
            case 0 -> offset;
            case 1 -> Math.addExact(bytes.position() - start, offset);
            case 2 -> Math.addExact(size, offset);
            default -> -1;
          };
      if (target < 0 || target > size) {
        return avutil.AVERROR_EOF;
      }
      bytes.seek(start + target);
      return target;
    } catch (Throwable e) {
      failure = e;
      return avutil.AVERROR_EXTERNAL;
    }
  }

  /** A number that looks like an address. */
  private static final class Handle extends Pointer {
    Handle(long number) {
      super((Pointer) null);
      address = number;
    }
  }

  /** Reads on. Thread-safe. */
  static final class Read extends Read_packet_Pointer_BytePointer_int {
    @Override
    public int call(Pointer number, BytePointer target, int size) {
      NativeSource source = SOURCES.get(number.address());
      return source == null ? avutil.AVERROR_EXTERNAL : source.read(target, size);
    }
  }

  /** Moves, or tells the size. Thread-safe. */
  static final class Seek extends Seek_Pointer_long_int {
    @Override
    public long call(Pointer number, long offset, int whence) {
      NativeSource source = SOURCES.get(number.address());
      return source == null ? avutil.AVERROR_EXTERNAL : source.seek(offset, whence);
    }
  }

  /** Tells whether native code is to stop. Thread-safe. */
  static final class Interrupt extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer number) {
      NativeSource source = SOURCES.get(number.address());
      return source == null || source.cancellation.isCancelled() ? 1 : 0;
    }
  }

  /** Refuses to open whatever a file refers to. Thread-safe. */
  @SuppressWarnings("rawtypes") // as the overridden method is declared
  static final class Open
      extends AVFormatContext
          .Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
    @Override
    public int call(
        AVFormatContext context,
        PointerPointer target,
        BytePointer url,
        int flags,
        PointerPointer options) {
      return avutil.AVERROR_EXTERNAL;
    }
  }
}
