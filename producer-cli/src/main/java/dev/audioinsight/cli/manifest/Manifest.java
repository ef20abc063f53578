package dev.audioinsight.cli.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.cli.AudioFiles;
import dev.audioinsight.cli.CliException;
import dev.audioinsight.cli.JobRequest;
import dev.audioinsight.cli.JobTemplate;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of jobs, a row each, in CSV or in lines of JSON; the first character tells which. What a
 * row does not say is as the options of the command say. The rows are read as the worker reads jobs
 * ({@link JobCodec}), so that it refuses none of them. Confined to one call.
 */
public final class Manifest {
  private static final int BYTE_ORDER_MARK = '\uFEFF';

  /** Of a job that brings its audio along. */
  private static final URI NOWHERE = URI.create("data:,");

  private final String name;
  private final Path folder;
  private final JobTemplate template;
  private final Map<String, Long> ids = new HashMap<>();

  private Manifest(String name, Path folder, JobTemplate template) {
    this.name = name;
    this.folder = folder;
    this.template = template;
  }

  /**
   * Reads all rows.
   *
   * @param name of the manifest, for people
   * @param folder that files of the manifest are relative to
   * @throws CliException with its line, if a row cannot be a job
   */
  public static List<JobRequest> read(
      BufferedReader in, String name, Path folder, JobTemplate template) {
    Manifest manifest = new Manifest(name, folder, template);
    List<JobRequest> requests = new ArrayList<>();
    try {
      for (ManifestRow row : rows(in, name)) {
        requests.add(manifest.request(row));
      }
      return requests;
    } catch (CharacterCodingException e) {
      throw new CliException(CliException.USAGE, name + " is no text in UTF-8");
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, name + " cannot be read: " + e.getMessage());
    }
  }

  private static List<ManifestRow> rows(BufferedReader in, String name) throws IOException {
    in.mark(1);
    if (in.read() != BYTE_ORDER_MARK) {
      in.reset();
    }
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == '{' ? JsonRows.read(in, name) : CsvRows.read(in, name);
  }

  static CliException bad(String name, long line, String why) {
    return new CliException(CliException.USAGE, name + ", line " + line + ": " + why);
  }

  private JobRequest request(ManifestRow row) {
    try {
      return request(row.fields(), row.line());
    } catch (InvalidJobException e) {
      throw bad(name, row.line(), e.error().message());
    } catch (IllegalArgumentException e) {
      throw bad(name, row.line(), e.getMessage());
    }
  }

  private JobRequest request(ObjectNode row, long line) throws InvalidJobException {
    Recording recording = recording(row, line);
    JobRequest common = template.request(recording.name, recording.uri);
    boolean named = row.hasNonNull("jobId");
    Job job;
    try {
      ObjectNode json = (ObjectNode) JsonRows.MAPPER.readTree(JobCodec.encode(common.job()));
      if (recording.uri.equals(NOWHERE)) {
        json.remove("audio");
      }
      merge(row, json);
      job = JobCodec.decode(JsonRows.MAPPER.writeValueAsBytes(json), common.jobId());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    Long other = named ? ids.putIfAbsent(job.jobId(), line) : null;
    if (other != null) {
      throw new IllegalArgumentException(
          "the job id '" + job.jobId() + "' is that of line " + other + ", too");
    }
    return new JobRequest(recording.name, job, named, template.carriage());
  }

  /** What a row says comes over what the options say; metadata keep what is null in them. */
  private static void merge(ObjectNode from, ObjectNode into) {
    from.properties()
        .forEach(
            field -> {
              JsonNode old = into.get(field.getKey());
              if (field.getValue() instanceof ObjectNode object && old instanceof ObjectNode base) {
                if (field.getKey().equals("metadata")) {
                  base.setAll(object);
                } else {
                  merge(object, base);
                }
              } else if (!field.getValue().isNull()) {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  private record Recording(String name, URI uri) {}

  /** Where the row's audio is; its {@code file} is taken out, for a job has none. */
  private Recording recording(ObjectNode row, long line) {
    boolean here = row.hasNonNull("file");
    String text = row.path("file").asText();
    row.remove("file");
    JsonNode audio = row.path("audio");
    boolean carried = audio.hasNonNull("data");
    if (here == (carried || audio.hasNonNull("uri"))) {
      throw new IllegalArgumentException("it must have either file or uri");
    }
    if (carried) {
      return new Recording("line " + line, NOWHERE);
    }
    if (here && !AudioFiles.isUri(text)) {
      return new Recording(text, path(text).toUri());
    }
    URI uri = uri(here ? text : audio.path("uri").asText());
    return new Recording(JobRequest.name(uri), uri);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URI: " + e.getReason(), e);
    }
  }

  private Path path(String text) {
    try {
      Path path = folder.resolve(text).toAbsolutePath().normalize();
      if (Files.isRegularFile(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // No path on this system, so no file.
    }
    throw new IllegalArgumentException("there is no file " + text);
  }
}
