package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.engine.Ticket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** What the broker has of one partition of a {@link PoisonModel}. Confined to one thread. */
final class PoisonPartition {
  final TopicPartition name;
  final NavigableMap<Long, Nature> log = new TreeMap<>();
  final Map<Long, List<Ticket.Task>> answers = new HashMap<>();

  long end;
  long committedOffset;
  String committedMetadata = "";
  PoisonProcess owner;
  long position;

  PoisonPartition(int number) {
    name = new TopicPartition("jobs", number);
  }

  Progress committed() throws UnreadableMetadataException {
    return CommitMetadata.decode(committedOffset, committedMetadata);
  }

  void append(Random random) {
    end += random.nextInt(6) == 0 ? random.nextInt(4) : 0;
    int dice = random.nextInt(40);
    Nature nature =
        switch (dice) {
          case 0, 1 -> Nature.POISON;
          case 2 -> Nature.KILLS_IN_COMPANY;
          case 3 -> Nature.KILLS_WHEN_READ;
          default -> Nature.HARMLESS;
        };
    log.put(end++, nature);
    end += random.nextInt(6) == 0 ? 1 : 0;
  }

  /** What a job does to the process that runs it. */
  enum Nature {
    HARMLESS,
    /** Ends the process. */
    POISON,
    /** Ends the process if another job runs in it. */
    KILLS_IN_COMPANY,
    /** Ends the process already when it is read. */
    KILLS_WHEN_READ
  }
}
