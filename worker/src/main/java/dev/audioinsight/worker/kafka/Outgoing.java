package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One answer as it goes out: its result and, where it asks for one, the dead letter of its record,
 * each in the largest form that the broker is known to take.
 *
 * <p>INVARIANT: a record that the broker refused is followed by a smaller form of it alone, and
 * there are three forms; so no answer can make transactions fail for ever. Immutable.
 */
final class Outgoing {
  private final Completion.Answered answered;
  private final Form resultForm;
  private final Form letterForm;
  private final ProducerRecord<byte[], byte[]> result;
  private final Optional<ProducerRecord<byte[], byte[]>> letter;
  private final List<ProducerRecord<byte[], byte[]>> records;

  private Outgoing(Completion.Answered answered, Form resultForm, Form letterForm, Routes routes) {
    JobRecord job = answered.ticket().record();
    Answer answer = answered.answer();
    this.answered = answered;
    this.resultForm = resultForm;
    this.letterForm = letterForm;
    this.result = Records.result(job, answer, resultForm, routes);
    this.letter =
        answer.isDeadLettered()
            ? Optional.of(DeadLetters.of(job, answer, letterForm, routes))
            : Optional.empty();
    this.records = letter.map(dead -> List.of(result, dead)).orElseGet(() -> List.of(result));
  }

  /** The answer in the largest forms within the limits. */
  static Outgoing of(Completion.Answered answered, Routes routes, RecordLimits limits) {
    return new Outgoing(answered, Form.WHOLE, Form.WHOLE, routes).fitting(routes, limits);
  }

  /** The same answer in the largest forms within the limits that are no larger than these. */
  Outgoing fitting(Routes routes, RecordLimits limits) {
    for (ProducerRecord<byte[], byte[]> record : records) {
      if (!limits.takes(record)) {
        Optional<Outgoing> smaller = smaller(record, routes);
        if (smaller.isPresent()) {
          return smaller.get().fitting(routes, limits);
        }
      }
    }
    return this;
  }

  Completion.Answered answered() {
    return answered;
  }

  Ticket ticket() {
    return answered.ticket();
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** The most bytes that its records take. */
  long bytes() {
    return records.stream().mapToLong(RecordLimits::sizeOf).sum();
  }

  /** Whether it sends this very record. */
  boolean has(ProducerRecord<byte[], byte[]> record) {
    return record.equals(result) || letter.filter(record::equals).isPresent();
  }

  /** How many of its records are not sent in full. */
  int shortenedRecords() {
    return (resultForm == Form.WHOLE ? 0 : 1)
        + (letter.isEmpty() || letterForm == Form.WHOLE ? 0 : 1);
  }

  /**
   * The same answer with one of its records in the next smaller form.
   *
   * @return empty if there is no smaller one
   */
  Optional<Outgoing> smaller(ProducerRecord<byte[], byte[]> record, Routes routes) {
    return record.equals(result)
        ? resultForm.smaller().map(form -> new Outgoing(shortened(), form, letterForm, routes))
        : letterForm.smaller().map(form -> new Outgoing(answered, resultForm, form, routes));
  }

  private Completion.Answered shortened() {
    if (resultForm != Form.WHOLE) {
      return answered;
    }
    String message =
        "the result takes "
            + RecordLimits.sizeOf(result)
            + " bytes, and that is more than the broker takes";
    return new Completion.Answered(answered.ticket(), answered.answer().shortened(message));
  }
}
