package dev.audioinsight.bench.engine;

import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Timing;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a peer's user function does: reads the job, works, writes the same result that the worker
 * writes, and nothing else of what the worker does. Thread-safe.
 */
final class PeerWork {
  private static final Provenance PROVENANCE = new Provenance("bench", "bench", Map.of());

  private final SyntheticWork work;
  private final String results;

  PeerWork(SyntheticWork work, String results) {
    this.work = work;
    this.results = results;
  }

  ProducerRecord<byte[], byte[]> answer(ConsumerRecord<byte[], byte[]> record) {
    try {
      Job job = JobCodec.decode(record.value(), "none");
      Findings findings = work.process(job, new Cancellation());
      Result result =
          new Result.Completed(
              job.jobId(),
              findings.audio(),
              findings.speech(),
              null,
              null,
              job.metadata().orElse(null),
              new Timing(0, 0, 0, 0, 0, 0),
              PROVENANCE,
              new Source(record.topic(), record.partition(), record.offset(), 1));
      return new ProducerRecord<>(results, record.key(), ResultCodec.encode(result));
    } catch (InvalidJobException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
