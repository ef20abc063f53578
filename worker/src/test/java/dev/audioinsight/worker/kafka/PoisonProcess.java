package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One life of a worker process of a {@link PoisonModel}. Confined to one thread. */
final class PoisonProcess {
  final InFlight inFlight = new InFlight(PoisonModel.PLACES, Long.MAX_VALUE);
  final Assignments assignments;
  final Deque<Ticket> queue = new ArrayDeque<>();
  final List<Ticket> admitted = new ArrayList<>();
  final List<Ticket> running = new ArrayList<>();
  final List<Ticket> waiting = new ArrayList<>();
  final List<Ticket> ready = new ArrayList<>();
  final SoloRuns solo;
  final int number;

  PoisonProcess(int number) {
    this.number = number;
    assignments = new Assignments(new CrashMark.Dirty(number, PoisonModel.PLACES));
    solo =
        new SoloRuns(
            assignments, inFlight, queue::add, new WorkerMetrics(new SimpleMeterRegistry()));
  }
}
