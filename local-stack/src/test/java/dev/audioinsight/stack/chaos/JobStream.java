package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends jobs at a steady rate, with floods and lulls, on a thread of its own; and keeps what each
 * must be answered. Thread-safe.
 */
final class JobStream implements AutoCloseable {
  private static final long BEAT_MS = 100;

  private final Sender sender;
  private final JobSource source;
  private final int perSecond;
  private final Map<String, String> expected = new ConcurrentHashMap<>();
  private final AtomicInteger extra = new AtomicInteger();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "job-stream");
  private volatile boolean paused;
  private volatile Throwable failure;

  JobStream(Sender sender, JobSource source, int perSecond) {
    this.sender = sender;
    this.source = source;
    this.perSecond = perSecond;
  }

  void start() {
    thread.start();
  }

  /** Sends so many beside those of the steady rate, at once. */
  void flood(int count) {
    extra.addAndGet(count);
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  /** The fingerprint of the right answer to each job that was sent, by its id. */
  Map<String, String> expected() {
    return expected;
  }

  private void run() {
    try {
      double due = 0;
      long last = System.nanoTime();
      while (!stop.await(BEAT_MS, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        // By the clock: what could not be sent while the broker was away is made up for.
        due += paused ? 0 : perSecond * (now - last) / 1e9;
        last = now;
        int whole = (int) due;
        due -= whole;
        send(extra.getAndSet(0) + whole);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void send(int count) {
    List<byte[]> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ChaosJob job = source.next();
      // Before it is sent: its answer may be read at once.
      expected.put(job.id(), job.expected());
      values.add(job.json().getBytes(StandardCharsets.UTF_8));
    }
    sender.sendAllRaw(values);
  }

  /** Sends no more; returns when the broker has all that was sent. */
  void stop() throws InterruptedException {
    stop.countDown();
    thread.join();
    if (failure != null) {
      throw new AssertionError("the jobs could not be sent", failure);
    }
  }

  @Override
  public void close() {
    stop.countDown();
    thread.interrupt();
  }
}
