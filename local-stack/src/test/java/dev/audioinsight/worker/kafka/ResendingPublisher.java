package dev.audioinsight.worker.kafka;

import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Takes silence for a no: what the broker has not answered is sent again. Confined to the poll
 * thread.
 */
final class ResendingPublisher implements Publisher {
  private final Supplier<Publisher> publishers;
  private Publisher publisher;

  ResendingPublisher(Supplier<Publisher> publishers) {
    this.publishers = publishers;
    this.publisher = publishers.get();
  }

  @Override
  public void initialise() {
    publisher.initialise();
  }

  @Override
  public Outcome publish(Publication publication) {
    return impatient(publisher.publish(publication));
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> refused() {
    return List.of();
  }

  @Override
  public void idle() {
    publisher.idle();
  }

  @Override
  public Outcome settle() {
    return impatient(publisher.settle());
  }

  private Outcome impatient(Outcome outcome) {
    if (outcome != Outcome.UNKNOWN) {
      return outcome;
    }
    publisher.close();
    publisher = publishers.get();
    publisher.initialise();
    return Outcome.ABORTED;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
