package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Feared: a name service that is away, and a thread more for each job that asks it. */
class LookupsTest {
  private final CountDownLatch back = new CountDownLatch(1);
  private final Lookups lookups = new Lookups(this::hang);

  @AfterEach
  void close() {
    back.countDown();
    lookups.close();
  }

  @Test
  void shouldShowWhatJobsHaveLeftBehindAndLetTheNextOneWaitForAThread() throws Exception {
    // Given jobs that ended while their lookups hung
    Cancellation ended = new Cancellation();
    List<Thread> jobs = new ArrayList<>();
    for (int i = 0; i < Detached.MAX_THREADS; i++) {
      jobs.add(new Thread(() -> lookUp(ended), "job"));
    }
    jobs.forEach(Thread::start);
    await().until(() -> lookups.running() == Detached.MAX_THREADS);
    ended.cancel();
    for (Thread job : jobs) {
      job.join();
    }
    assertThat(lookups.running()).isEqualTo(Detached.MAX_THREADS);

    FutureTask<List<InetAddress>> innocent =
        new FutureTask<>(() -> lookups.of("next.example", new Cancellation()));
    new Thread(innocent, "job").start();
    Cancellation impatient = new Cancellation();
    Thread leaving = new Thread(() -> lookUp(impatient), "job");
    leaving.start();
    impatient.cancel();
    leaving.join();
    assertThat(lookups.of("8.8.8.8", new Cancellation())).hasSize(1);
    assertThat(innocent.isDone()).as("no fault of its own").isFalse();

    back.countDown();
    assertThat(innocent.get()).isEmpty();
    await().until(() -> lookups.running() == 0);
  }

  private void lookUp(Cancellation cancellation) {
    assertThatThrownBy(() -> lookups.of("slow.example", cancellation))
        .isInstanceOf(IOException.class);
  }

  /** As the system's own, it does not listen to interrupts. */
  private List<InetAddress> hang(String host) {
    while (true) {
      try {
        back.await();
        return List.of();
      } catch (InterruptedException e) {
        // It goes on.
      }
    }
  }
}
