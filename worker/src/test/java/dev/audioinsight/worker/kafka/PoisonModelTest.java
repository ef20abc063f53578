package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.engine.Ticket;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/**
 * Drives the worker's own rules (ledgers, marks, metadata, solo runs) through poison that ends the
 * process, kills from outside, failures that pass, revocations, lost partitions, aborts and unknown
 * outcomes, on two processes and two partitions that begin empty.
 */
class PoisonModelTest {
  private static final int STEPS = 500;

  /** What a worker says of each suspect, ten thousandfold. */
  @BeforeContainer
  static void keepQuiet() {
    ((Logger) LoggerFactory.getLogger(SoloRuns.class)).setLevel(Level.OFF);
  }

  @AfterContainer
  static void speakAgain() {
    ((Logger) LoggerFactory.getLogger(SoloRuns.class)).setLevel(null);
  }

  @Property(tries = 500)
  void shouldAnswerEachJobOnceAndBlameThePoisonAlone(@ForAll long seed)
      throws UnreadableMetadataException {
    PoisonModel model = new PoisonModel(new Random(seed));

    for (int step = 0; step < STEPS; step++) {
      model.step();
    }
    model.finish();

    for (PoisonPartition partition : model.partitions()) {
      partition.log.forEach(
          (offset, nature) ->
              assertThat(partition.answers.get(offset))
                  .as("%d, %s", offset, nature)
                  .singleElement()
                  .satisfies(task -> assertThat(expected(nature)).contains(task)));
    }
  }

  /** Poison that is killed from outside while it is read is answered unread, which is right too. */
  private static List<Ticket.Task> expected(PoisonPartition.Nature nature) {
    return switch (nature) {
      case HARMLESS, KILLS_IN_COMPANY -> List.of(Ticket.Task.RUN);
      case POISON -> List.of(Ticket.Task.BLAME, Ticket.Task.BLAME_UNREAD);
      case KILLS_WHEN_READ -> List.of(Ticket.Task.BLAME_UNREAD);
    };
  }
}
