package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread named {@code worker-poll}: joins the group, turns the loop until it is told to stop,
 * drains, leaves. Thread-safe; what it runs is not.
 */
public final class PollThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PollThread.class);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Preconditions preconditions;
  private final PollLoop loop;
  private final TopicWatch topics;
  private final Denials denials;
  private final Troubles troubles;
  private final String topic;
  private final Duration drainLimit;
  private final WorkerMetrics metrics;
  private final SnapshotHolder snapshots;
  private final Thread thread;
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile Throwable failure;

  /**
   * @param preconditions what must hold before the group is joined
   * @param denials how a broker's denial is told
   */
  PollThread(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      Preconditions preconditions,
      PollLoop loop,
      TopicWatch topics,
      Denials denials,
      Troubles troubles,
      String topic,
      Duration drainLimit,
      WorkerMetrics metrics,
      SnapshotHolder snapshots) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.preconditions = preconditions;
    this.loop = loop;
    this.topics = topics;
    this.denials = denials;
    this.troubles = troubles;
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
    stopAsked.countDown();
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
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      leave();
      snapshots.publish(WorkerSnapshot.of(WorkerSnapshot.State.STOPPED));
      ended.countDown();
    }
  }

  private void fail(Throwable fault) {
    denials.in(fault).ifPresent(denied -> metrics.troubled(BrokerTrouble.DENIED));
    failure = denials.in(fault).map(Throwable.class::cast).orElseGet(() -> known(fault));
    if (failure instanceof FatalWorkerException) {
      log.error("the worker ends: {}", failure.getMessage());
    } else {
      log.error("the worker ends on an unexpected fault", failure);
    }
  }

  /** What ends the worker while partitions move, the consumer throws as the cause of its own. */
  private static Throwable known(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof FatalWorkerException) {
        return cause;
      }
    }
    return fault;
  }

  private void turn(WorkerSnapshot.State state) {
    long start = System.nanoTime();
    loop.turn();
    snapshots.turnEnded(() -> loop.snapshot(state));
    metrics.turnTook(System.nanoTime() - start, loop.takePolledNanos());
  }

  private void join() {
    snapshots.publish(WorkerSnapshot.waiting(troubles.present()));
    while (!stopping && !preconditions.hold()) {
      snapshots.publish(WorkerSnapshot.waiting(troubles.present()));
      awaitStop(ASK_AGAIN);
    }
    if (!stopping) {
      consumer.subscribe(List.of(topic), loop.listener());
    }
  }

  private void awaitStop(Duration limit) {
    try {
      if (stopAsked.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.info("asked to stop before the group was joined");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
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
    if (failure instanceof DeniedException) {
      guarded("leave clean marks", loop::leaveDenied);
    }
    if (failure != null) {
      loop.abandon();
    }
    guarded("leave the group", () -> consumer.close(CloseOptions.timeout(LEAVE_LIMIT)));
    guarded("close the producer", publisher::close);
    guarded("close the watch on the topics", topics::close);
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
