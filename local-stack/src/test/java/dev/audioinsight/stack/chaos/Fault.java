package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.OpenTransactions;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.protocol.ApiKeys;

/** Something that goes wrong, begun and ended by the conductor. Immutable. */
sealed interface Fault {

  /** From its beginning to its end. */
  Duration lasts();

  void begin(Stage stage) throws IOException, InterruptedException;

  void end(Stage stage) throws IOException, InterruptedException;

  /** A worker is killed with {@code kill -9}, and started again. */
  record Kill(int slot, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) throws InterruptedException {
      stage.fleet().kill(slot);
    }

    @Override
    public void end(Stage stage) {
      stage.fleet().start(slot);
    }
  }

  /** A worker is stopped with SIGSTOP beyond its session, and goes on as if nothing had been. */
  record Freeze(int slot, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) throws IOException {
      stage.fleet().freeze(slot, lasts);
    }

    @Override
    public void end(Stage stage) {
      // It goes on by itself.
    }
  }

  /** A worker is ended with SIGTERM and started again, as a deployment does it. */
  record Terminate(int slot, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) {
      stage.fleet().askToLeave(slot);
    }

    @Override
    public void end(Stage stage) throws InterruptedException {
      stage.fleet().awaitLeft(slot);
      stage.fleet().start(slot);
    }
  }

  /** A worker is added, and removed later. */
  record Join(int slot, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) throws InterruptedException {
      stage.fleet().awaitLeft(slot);
      stage.fleet().start(slot);
    }

    @Override
    public void end(Stage stage) {
      stage.fleet().askToLeave(slot);
    }
  }

  /**
   * The broker is ended in order, and comes back. Its clients lose it before it begins to end: a
   * transaction that ends while it does may get no markers (KAFKA-20734; {@code
   * LeaderlessPartitionTest}), and then no client can do right.
   */
  record RestartBroker(Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) throws InterruptedException {
      stage.proxy().shut();
      OpenTransactions.awaitNoneEnding(stage.broker().bootstrapServers());
      stage.broker().terminate();
    }

    @Override
    public void end(Stage stage) {
      stage.broker().start();
      stage.proxy().open();
    }
  }

  /** The broker is killed with {@code kill -9}, and comes back. */
  record KillBroker(Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) throws InterruptedException {
      stage.broker().kill();
    }

    @Override
    public void end(Stage stage) {
      stage.broker().start();
    }
  }

  /** The connections of a worker break, and it can make no others for a while. */
  record Cut(int slot, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) {
      stage.proxy().cut(Fleet.client(slot));
    }

    @Override
    public void end(Stage stage) {
      stage.proxy().rules().mend(Fleet.client(slot));
    }
  }

  /** The connections of a worker are slow for a while. */
  record Delay(int slot, Duration latency, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) {
      stage.proxy().rules().delay(Fleet.client(slot), latency);
    }

    @Override
    public void end(Stage stage) {
      stage.proxy().rules().hasten(Fleet.client(slot));
    }
  }

  /** The broker does what it is asked, and its answers are lost for a while. */
  record LoseAnswers(ApiKeys api, Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) {
      stage.proxy().rules().loseAnswersTo(api);
    }

    @Override
    public void end(Stage stage) {
      stage.proxy().rules().keepAnswersTo(api);
    }
  }

  /** Many jobs come at once. */
  record Flood(int count) implements Fault {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }

    @Override
    public void begin(Stage stage) {
      stage.jobs().flood(count);
    }

    @Override
    public void end(Stage stage) {
      // The workers end it.
    }
  }

  /** No job comes for a while, so that the topic runs dry. */
  record Lull(Duration lasts) implements Fault {
    @Override
    public void begin(Stage stage) {
      stage.jobs().pause();
    }

    @Override
    public void end(Stage stage) {
      stage.jobs().resume();
    }
  }
}
