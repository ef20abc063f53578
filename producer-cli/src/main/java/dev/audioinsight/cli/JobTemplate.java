package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.RawJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What the jobs of one submission have in common. Immutable.
 *
 * @param encoding of files without a header
 */
public record JobTemplate(
    Set<Analysis> analyses,
    Options options,
    Duration timeout,
    Optional<JsonNode> metadata,
    Optional<AudioEncoding> encoding,
    Carriage carriage) {

  /** How the audio travels. */
  public enum Carriage {
    /** It stays where it is; its {@code file:} URI travels. */
    URI,
    /** Inside the JSON of the job. */
    INLINE,
    /** As the value of the record, the job in its headers. */
    RAW
  }

  public JobTemplate {
    analyses = Set.copyOf(analyses);
    if (timeout.toMillis() < 1 || timeout.compareTo(Job.MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeoutMs must be from 1 to "
              + Job.MAX_TIMEOUT.toMillis()
              + ", not "
              + timeout.toMillis());
    }
  }

  /** Asks for everything by URI. */
  public static final JobTemplate DEFAULT =
      new JobTemplate(
          Set.of(Analysis.values()),
          Options.DEFAULT,
          Job.DEFAULT_TIMEOUT,
          Optional.empty(),
          Optional.empty(),
          Carriage.URI);

  /** The same with other options. */
  public JobTemplate with(Options other) {
    return new JobTemplate(analyses, other, timeout, metadata, encoding, carriage);
  }

  /** Room for a readable part of the file's name in a job's id. */
  private static final int NAME_LENGTH = 100;

  /** How many bytes of a record this many bytes of audio take; 0 where they do not travel. */
  long carried(long bytes) {
    return switch (carriage) {
      case URI -> 0;
      case INLINE -> (bytes + 2) / 3 * 4;
      case RAW -> bytes;
    };
  }

  /**
   * A job's record, its key the job's id.
   *
   * @param jobId by which its answer is known
   */
  record Outgoing(String jobId, ProducerRecord<byte[], byte[]> record) {}

  /** A job for a file, as it is sent. */
  Outgoing outgoing(String topic, Path file) {
    byte[] audio = carriage == Carriage.URI ? null : bytes(file);
    Job job =
        new Job(
            jobId(file),
            audio == null
                ? new AudioSource.Remote(file.toAbsolutePath().normalize().toUri(), encoding)
                : AudioSource.Inline.of(audio, encoding),
            analyses,
            options,
            timeout,
            Optional.empty(),
            metadata);
    byte[] key = job.jobId().getBytes(StandardCharsets.UTF_8);
    if (carriage != Carriage.RAW) {
      return new Outgoing(job.jobId(), new ProducerRecord<>(topic, key, JobCodec.encode(job)));
    }
    Headers headers = new RecordHeaders();
    RawJob.headers(job, MediaTypes.of(file).orElse(MediaTypes.UNKNOWN)).forEach(headers::add);
    return new Outgoing(job.jobId(), new ProducerRecord<>(topic, null, key, audio, headers));
  }

  /** The file's name and 60 random bits: readable, and new for each of many millions of jobs. */
  private static String jobId(Path file) {
    String name = String.valueOf(file.getFileName()).replaceAll("[^\\p{Alnum}._-]", "_");
    return name.substring(0, Math.min(NAME_LENGTH, name.length()))
        + "-"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, file + " cannot be read");
    }
  }
}
