package dev.audioinsight.worker.kafka;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Publishes something else than it is given. Confined to the poll thread. */
final class TamperingPublisher implements Publisher {
  private final Publisher publisher;
  private final UnaryOperator<Publication> tampering;

  TamperingPublisher(Publisher publisher, UnaryOperator<Publication> tampering) {
    this.publisher = publisher;
    this.tampering = tampering;
  }

  @Override
  public void initialise() {
    publisher.initialise();
  }

  @Override
  public Outcome publish(Publication publication) {
    return publisher.publish(tampering.apply(publication));
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> refused() {
    return publisher.refused();
  }

  @Override
  public void idle() {
    publisher.idle();
  }

  @Override
  public Outcome settle() {
    return publisher.settle();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
