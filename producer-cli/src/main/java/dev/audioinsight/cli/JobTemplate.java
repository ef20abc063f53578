package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the jobs of one submission have in common. Immutable.
 *
 * @param inline whether the audio travels inside the job; else its {@code file:} URI does
 */
public record JobTemplate(
    Set<Analysis> analyses,
    Options options,
    Duration timeout,
    Optional<JsonNode> metadata,
    boolean inline) {

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
          Set.of(Analysis.values()), Options.DEFAULT, Job.DEFAULT_TIMEOUT, Optional.empty(), false);

  /** The same with other options. */
  public JobTemplate with(Options other) {
    return new JobTemplate(analyses, other, timeout, metadata, inline);
  }

  /** Room for a readable part of the file's name in a job's id. */
  private static final int NAME_LENGTH = 100;

  Job job(Path file) {
    return new Job(
        jobId(file), source(file), analyses, options, timeout, Optional.empty(), metadata);
  }

  /** The file's name and 60 random bits: readable, and new for each of many millions of jobs. */
  private static String jobId(Path file) {
    String name = String.valueOf(file.getFileName()).replaceAll("[^\\p{Alnum}._-]", "_");
    return name.substring(0, Math.min(NAME_LENGTH, name.length()))
        + "-"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  private AudioSource source(Path file) {
    if (!inline) {
      return new AudioSource.Remote(file.toAbsolutePath().normalize().toUri());
    }
    try {
      return AudioSource.Inline.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, file + " cannot be read");
    }
  }
}
