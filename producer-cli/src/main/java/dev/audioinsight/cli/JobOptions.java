package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.Options;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what jobs are sent. Confined to one thread. */
final class JobOptions {
  @ArgGroup Carriage carriage = new Carriage();

  @Option(
      names = "--encoding",
      paramLabel = "TYPE",
      defaultValue = "${env:AUDIO_INSIGHT_ENCODING:-}",
      description =
          "How samples without a header are written, such as 'audio/L16;rate=16000' (high byte"
              + " first; ';endianness=little-endian' for low), audio/PCMU, audio/PCMA or"
              + " audio/basic (env AUDIO_INSIGHT_ENCODING).")
  String encoding;

  @Option(
      names = "--analyses",
      split = ",",
      defaultValue = "${env:AUDIO_INSIGHT_ANALYSES:-snr,speakers}",
      description = "snr, speakers or both (env AUDIO_INSIGHT_ANALYSES).")
  Set<String> analyses;

  @Option(
      names = "--hop",
      paramLabel = "SAMPLES",
      defaultValue = "${env:AUDIO_INSIGHT_HOP:-256}",
      description = "vadHopSize: 160, 256, 320, 480, 512 (env AUDIO_INSIGHT_HOP).")
  int hop;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      defaultValue = "${env:AUDIO_INSIGHT_THRESHOLD:-0.5}",
      description = "vadThreshold, between 0 and 1 (env AUDIO_INSIGHT_THRESHOLD).")
  double threshold;

  @Option(
      names = "--min-speakers",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MIN_SPEAKERS:-1}",
      description = "The fewest speakers to answer (env AUDIO_INSIGHT_MIN_SPEAKERS).")
  int minSpeakers;

  @Option(
      names = "--max-speakers",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_SPEAKERS:-10}",
      description = "The most speakers to answer (env AUDIO_INSIGHT_MAX_SPEAKERS).")
  int maxSpeakers;

  @Mixin ChannelsOption channels;

  @Option(
      names = "--timeout-ms",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_TIMEOUT_MS:-600000}",
      description = "The longest time of one job (env AUDIO_INSIGHT_TIMEOUT_MS).")
  long timeoutMs;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Comes back with each result; may be repeated.")
  Map<String, String> metadata = new LinkedHashMap<>();

  /** How the audio travels; its URI does where none is chosen. */
  static final class Carriage {
    @Option(
        names = "--inline",
        description = "Send the audio inside a JSON job, for workers that do not see these files.")
    boolean inline;

    @Option(
        names = "--raw",
        description =
            "Send the audio itself as the record, what else is to be said in its headers: a"
                + " quarter less bytes than --inline.")
    boolean raw;

    JobTemplate.Carriage chosen() {
      return raw
          ? JobTemplate.Carriage.RAW
          : inline ? JobTemplate.Carriage.INLINE : JobTemplate.Carriage.URI;
    }
  }

  /**
   * What the options say.
   *
   * @throws CliException if one is out of range
   */
  JobTemplate template() {
    try {
      return new JobTemplate(
          analyses.stream().map(JobOptions::analysis).collect(Collectors.toSet()),
          new Options(hop, threshold, minSpeakers, maxSpeakers, channels.mode()),
          Duration.ofMillis(timeoutMs),
          metadata.isEmpty() ? Optional.empty() : Optional.of(json(metadata)),
          encoding.isEmpty() ? Optional.empty() : Optional.of(samples(encoding)),
          carriage.chosen());
    } catch (IllegalArgumentException e) {
      throw new CliException(
          CliException.USAGE, e.getMessage().replaceFirst("^audio\\.encoding", "--encoding"));
    }
  }

  private static AudioEncoding samples(String type) {
    return AudioEncoding.ofMediaType(type)
        .orElseThrow(
            () -> new IllegalArgumentException("--encoding names no samples without a header"));
  }

  private static Analysis analysis(String name) {
    for (Analysis analysis : Analysis.values()) {
      if (analysis.wireName().equals(name)) {
        return analysis;
      }
    }
    throw new IllegalArgumentException("--analyses takes snr and speakers, not " + name);
  }

  private static ObjectNode json(Map<String, String> metadata) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    metadata.forEach(json::put);
    return json;
  }
}
