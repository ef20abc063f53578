package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Name lookups that end with their job. The system's cannot be interrupted, so each has a thread
 * named {@code lookup}, which may outlive its job by the resolver's own time-out. Thread-safe.
 */
final class Lookups implements AutoCloseable {
  /** More than that hang only where the resolver is away; then the next ones fail at once. */
  private static final int MAX_THREADS = 64;

  private final NameLookup lookup;
  private final ExecutorService threads;

  Lookups(NameLookup lookup) {
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Lookups::thread);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "lookup");
    thread.setDaemon(true);
    return thread;
  }

  /** The addresses of a host, which may be a literal one. */
  List<InetAddress> of(String host, Cancellation cancellation) throws IOException {
    if (Literals.isAddress(host)) {
      return List.of(Literals.address(host));
    }
    FutureTask<List<InetAddress>> task = new FutureTask<>(() -> lookup.addresses(host));
    try (Cancellation.Registration registration = cancellation.onCancel(() -> task.cancel(true))) {
      threads.execute(task);
      return task.get();
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new UnknownHostException("no address is known");
    } catch (CancellationException e) {
      throw new InterruptedIOException("cancelled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
