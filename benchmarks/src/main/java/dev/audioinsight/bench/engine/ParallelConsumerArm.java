package dev.audioinsight.bench.engine;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/**
 * confluentinc/parallel-consumer, unordered, by its produce flow, which confirms a record when the
 * broker has the result. By its documentation the fastest for each delivery: asynchronous commits,
 * or transactions every 100 ms with processing allowed while one is committed.
 */
final class ParallelConsumerArm {
  private ParallelConsumerArm() {}

  static void startPlain(ArmSettings settings, SyntheticWork work) {
    start(settings, work, settings.producer(), CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS);
  }

  static void startTransactional(ArmSettings settings, SyntheticWork work) {
    start(
        settings,
        work,
        settings.transactionalProducer(),
        CommitMode.PERIODIC_TRANSACTIONAL_PRODUCER);
  }

  private static void start(
      ArmSettings settings,
      SyntheticWork work,
      Producer<byte[], byte[]> producer,
      CommitMode commitMode) {
    ParallelConsumerOptions<byte[], byte[]> options =
        ParallelConsumerOptions.<byte[], byte[]>builder()
            .consumer(settings.consumer())
            .producer(producer)
            .ordering(ProcessingOrder.UNORDERED)
            .maxConcurrency(settings.pool())
            .commitMode(commitMode)
            .allowEagerProcessingDuringTransactionCommit(
                commitMode == CommitMode.PERIODIC_TRANSACTIONAL_PRODUCER)
            .build();
    ParallelStreamProcessor<byte[], byte[]> processor =
        ParallelStreamProcessor.createEosStreamProcessor(options);
    processor.subscribe(List.of(settings.jobs()));
    PeerWork peer = new PeerWork(work, settings.results());
    processor.pollAndProduce(context -> peer.answer(context.getSingleConsumerRecord()));
  }
}
