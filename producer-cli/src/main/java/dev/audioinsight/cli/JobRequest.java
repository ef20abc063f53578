package dev.audioinsight.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.RawJob;
import dev.audioinsight.contract.files.MediaTypes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One job that is to be sent, its audio still where it is. Immutable.
 *
 * @param name of the recording, for people
 * @param job as it travels, but for audio that is to travel inside the record
 * @param named whether the job's id is the sender's own; else it was made up
 * @param carriage how the audio travels
 */
public record JobRequest(String name, Job job, boolean named, JobTemplate.Carriage carriage) {
  private static final int KEY_DIGITS = 32;
  private static final String NO_ID = "-";

  public String jobId() {
    return job.jobId();
  }

  /** The same under another id. */
  JobRequest withId(String jobId) {
    return new JobRequest(name, with(jobId, job.audio()), named, carriage);
  }

  /**
   * What tells this request from others, also when it is made again: its own id where it has one,
   * else all that it asks for.
   */
  String key() {
    return named ? "id:" + jobId() : digest(JobCodec.encode(with(NO_ID, job.audio())));
  }

  /**
   * The bytes of audio that the record is to hold; 0 where none travel.
   *
   * @throws CliException if there is no such file to be read
   */
  long audioBytes() {
    try {
      return carriedFile().isPresent() ? Files.size(carriedFile().get()) : 0;
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, name + " cannot be read");
    }
  }

  /** The record, its key the job's id. */
  ProducerRecord<byte[], byte[]> record(String topic) {
    Job whole =
        carriedFile()
            .map(file -> with(jobId(), AudioSource.Inline.of(bytes(file), job.audio().encoding())))
            .orElse(job);
    byte[] key = jobId().getBytes(UTF_8);
    if (carriage == JobTemplate.Carriage.RAW
        && whole.audio() instanceof AudioSource.Inline inline) {
      Headers headers = new RecordHeaders();
      RawJob.headers(whole, MediaTypes.of(Path.of(fileName())).orElse(MediaTypes.UNKNOWN))
          .forEach(headers::add);
      byte[] audio = new byte[inline.bytes().remaining()];
      inline.bytes().get(audio);
      return new ProducerRecord<>(topic, null, key, audio, headers);
    }
    return new ProducerRecord<>(topic, key, JobCodec.encode(whole));
  }

  /** The file whose bytes are to travel; empty where the audio stays, or is in the job already. */
  private Optional<Path> carriedFile() {
    if (carriage == JobTemplate.Carriage.URI
        || !(job.audio() instanceof AudioSource.Remote remote)) {
      return Optional.empty();
    }
    if (!"file".equals(remote.uri().getScheme())) {
      throw new CliException(
          CliException.USAGE, name + " is no file that could travel inside a record");
    }
    try {
      return Optional.of(Path.of(remote.uri()));
    } catch (IllegalArgumentException e) {
      throw new CliException(CliException.USAGE, name + " is no file of this machine");
    }
  }

  private String fileName() {
    return name.substring(name.lastIndexOf('/') + 1).replace("\0", "");
  }

  private byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, name + " cannot be read");
    }
  }

  private Job with(String jobId, AudioSource audio) {
    return new Job(
        jobId,
        audio,
        job.analyses(),
        job.options(),
        job.timeout(),
        job.expiresAt(),
        job.metadata());
  }

  /** A URI for people: without user info, query and fragment, which may be secrets. */
  public static String name(URI uri) {
    String host = uri.getHost() == null ? "" : "//" + uri.getHost();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + ":" + host + port + (uri.getPath() == null ? "" : uri.getPath());
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
