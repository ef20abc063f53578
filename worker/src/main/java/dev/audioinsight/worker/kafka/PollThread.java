package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread named {@code worker-poll}: joins the group, turns the loop until it is told to stop,
 * drains, leaves. Thread-safe; what it runs is not.
 */
public final class PollThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PollThread.class);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Runnable beforeJoining;
  private final PollLoop loop;
  private final String topic;
  private final Duration drainLimit;
  private final WorkerMetrics metrics;
  private final SnapshotHolder snapshots;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile Throwable failure;

  /**
   * @param beforeJoining what the broker is to be asked first; run again where it does not answer
   */
  PollThread(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      Runnable beforeJoining,
      PollLoop loop,
      String topic,
      Duration drainLimit,
      WorkerMetrics metrics,
      SnapshotHolder snapshots) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.beforeJoining = beforeJoining;
    this.loop = loop;
    this.topic = topic;
    this.drainLimit = drainLimit;
    this.metrics = metrics;
    this.snapshots = snapshots;
    this.thread = new Thread(this::run, "worker-poll");
  }

  public void start() {
    thread.start();
  }

  /** Asks the loop to drain and leave; returns at once. */
  public void stop() {
    stopping = true;
  }

  /** Waits until the loop has ended; false if it has not within the time. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why the loop ended by itself; null if it did not. */
  public Throwable failure() {
    return failure;
  }

  /** Stops the loop and waits for its end. */
  @Override
  public void close() {
    stop();
    try {
      if (!awaitEnd(drainLimit.plus(LEAVE_LIMIT).plusSeconds(10))) {
        log.error("the poll thread did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      join();
      while (!stopping) {
        turn(WorkerSnapshot.State.RUNNING);
      }
      drain();
    } catch (FatalWorkerException e) {
      failure = e;
      log.error("the worker ends: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      failure = e;
      log.error("the worker ends on an unexpected fault", e);
    } finally {
      if (failure != null) {
        loop.abandon();
      }
      leave();
      snapshots.publish(WorkerSnapshot.of(WorkerSnapshot.State.STOPPED));
      ended.countDown();
    }
  }

  private void turn(WorkerSnapshot.State state) {
    long start = System.nanoTime();
    loop.turn();
    metrics.turnTook(System.nanoTime() - start);
    snapshots.turnEnded(() -> loop.snapshot(state));
  }

  /** The transaction coordinator may not be there yet: the worker waits for it, and says so. */
  private void join() {
    await(publisher::initialise);
    await(beforeJoining);
    consumer.subscribe(List.of(topic), loop);
  }

  private void await(Runnable question) {
    while (!stopping) {
      try {
        question.run();
        return;
      } catch (RetriableException e) {
        log.warn("the broker does not answer yet: {}", e.getMessage());
      } catch (KafkaException e) {
        throw new FatalWorkerException("the broker refuses this producer: " + e.getMessage(), e);
      }
    }
  }

  private void drain() {
    log.info("draining: no more jobs are begun");
    loop.startDraining();
    long deadline = System.nanoTime() + drainLimit.toNanos();
    while (!loop.isDrained() && System.nanoTime() - deadline < 0) {
      turn(WorkerSnapshot.State.DRAINING);
    }
    log.info(loop.isDrained() ? "drained" : "the drain limit is over, leaving the rest to others");
  }

  /** Each step is guarded: a failure of one must not skip the next. */
  private void leave() {
    guarded("leave the group", () -> consumer.close(CloseOptions.timeout(LEAVE_LIMIT)));
    guarded("close the producer", publisher::close);
    log.info("left the group");
  }

  private static void guarded(String step, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.warn("could not {} in order: {}", step, e.toString());
    }
  }
}
