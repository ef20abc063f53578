package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
  static long carried(Carriage carriage, long bytes) {
    return switch (carriage) {
      case URI -> 0;
      case INLINE -> (bytes + 2) / 3 * 4;
      case RAW -> bytes;
    };
  }

  /** A job for a file, with an id made up for it. */
  public JobRequest request(Path file) {
    return request(file.toString(), file.toAbsolutePath().normalize().toUri());
  }

  /**
   * A job for what a URI names, with an id made up for it.
   *
   * @param name of the recording, for people
   * @throws IllegalArgumentException if the URI cannot be one of audio
   */
  public JobRequest request(String name, URI uri) {
    Job job =
        new Job(
            jobId(name),
            new AudioSource.Remote(uri, encoding),
            analyses,
            options,
            timeout,
            Optional.empty(),
            metadata);
    return new JobRequest(name, job, false, carriage);
  }

  /** The file's name and 60 random bits: readable, and new for each of many millions of jobs. */
  private static String jobId(String name) {
    String readable = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^\\p{Alnum}._-]", "_");
    return readable.substring(0, Math.min(NAME_LENGTH, readable.length()))
        + "-"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }
}
