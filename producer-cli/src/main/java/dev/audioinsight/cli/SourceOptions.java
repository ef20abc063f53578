package dev.audioinsight.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.audioinsight.cli.manifest.Manifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say which recordings jobs are sent for. Confined to one thread. */
final class SourceOptions {
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|FOLDER|GLOB|URI",
      description =
          "Files; folders with all audio files below; globs in quotes; http:, https: and s3: URIs;"
              + " -: as --from -.")
  List<String> arguments = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      defaultValue = "${env:AUDIO_INSIGHT_FROM:-}",
      description =
          "A list: a file or URI on each line, - for standard input (env AUDIO_INSIGHT_FROM).")
  String from;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      defaultValue = "${env:AUDIO_INSIGHT_MANIFEST:-}",
      description =
          "CSV or lines of JSON, a job each, with options and metadata of its own; - for standard"
              + " input (env AUDIO_INSIGHT_MANIFEST). docs/cli.md has the columns.")
  String manifest;

  /**
   * The jobs for all that is named, each once, in order.
   *
   * @param in standard input, which one of the options may name
   * @throws CliException if something that is named is not there or cannot be a job
   */
  List<JobRequest> requests(JobTemplate template, InputStream in) {
    List<String> named = arguments.stream().filter(a -> !a.equals(STANDARD_INPUT)).toList();
    List<String> lists = new ArrayList<>();
    arguments.stream().filter(STANDARD_INPUT::equals).forEach(lists::add);
    if (!from.isEmpty()) {
      lists.add(from);
    }
    requireSomething(named, lists);
    Map<String, JobRequest> requests = new LinkedHashMap<>();
    add(requests, fromArguments(named, template));
    for (String list : lists) {
      try (BufferedReader lines = reader(list, in)) {
        add(requests, fromList(lines, list, template));
      } catch (CharacterCodingException e) {
        throw new CliException(CliException.USAGE, name(list) + " is no text in UTF-8");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (!manifest.isEmpty()) {
      try (BufferedReader rows = reader(manifest, in)) {
        add(requests, Manifest.read(rows, name(manifest), folder(manifest), template));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(requests.values());
  }

  private void requireSomething(List<String> named, List<String> lists) {
    if (named.isEmpty() && lists.isEmpty() && manifest.isEmpty()) {
      throw new CliException(
          CliException.USAGE, "nothing to send: name files, folders, URIs, --from or --manifest");
    }
    long inputs = lists.stream().filter(STANDARD_INPUT::equals).count();
    if (inputs + (manifest.equals(STANDARD_INPUT) ? 1 : 0) > 1) {
      throw new CliException(CliException.USAGE, "standard input can be one list only");
    }
  }

  private static void add(Map<String, JobRequest> requests, Collection<JobRequest> more) {
    more.forEach(request -> requests.putIfAbsent(request.key(), request));
  }

  private static List<JobRequest> fromArguments(List<String> arguments, JobTemplate template) {
    List<JobRequest> requests = new ArrayList<>();
    for (String argument : arguments) {
      if (AudioFiles.isUri(argument)) {
        requests.add(ofUri(argument, argument, template));
      } else {
        AudioFiles.find(List.of(argument)).stream().map(template::request).forEach(requests::add);
      }
    }
    return requests;
  }

  /** Names stand in a list as they are: none is a glob. */
  private static List<JobRequest> fromList(BufferedReader lines, String list, JobTemplate template)
      throws IOException {
    List<JobRequest> requests = new ArrayList<>();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        requests.add(ofLine(line, name(list) + ", line " + number, template));
      }
    }
    return requests;
  }

  private static JobRequest ofLine(String line, String place, JobTemplate template) {
    if (AudioFiles.isUri(line)) {
      return ofUri(line, place, template);
    }
    try {
      Path file = Path.of(line);
      if (Files.isRegularFile(file)) {
        return template.request(file);
      }
    } catch (InvalidPathException e) {
      // No path on this system, so no file.
    }
    throw new CliException(CliException.USAGE, place + ": there is no file " + line);
  }

  private static JobRequest ofUri(String text, String place, JobTemplate template) {
    try {
      URI uri = new URI(text);
      return template.request(JobRequest.name(uri), uri);
    } catch (URISyntaxException e) {
      throw new CliException(CliException.USAGE, place + ": no URI: " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw new CliException(CliException.USAGE, place + ": " + e.getMessage());
    }
  }

  private static BufferedReader reader(String file, InputStream in) {
    try {
      return file.equals(STANDARD_INPUT)
          ? new BufferedReader(new InputStreamReader(in, UTF_8.newDecoder()))
          : Files.newBufferedReader(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new CliException(CliException.USAGE, file + " cannot be read");
    }
  }

  private static String name(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  /** What names of a manifest are relative to: its own folder, or the current one. */
  private static Path folder(String file) {
    Path here = Path.of("").toAbsolutePath();
    return file.equals(STANDARD_INPUT) ? here : here.resolve(file).getParent();
  }
}
