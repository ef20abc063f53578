package dev.audioinsight.worker;

import dev.audioinsight.worker.audio.AudioLibraryException;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.insight.ModelChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that analyses audio. */
final class EngineOptions {
  @Mixin ModelsOption models;

  @Option(
      names = "--vad-model",
      paramLabel = "NAME|FILE",
      defaultValue = "${env:AUDIO_INSIGHT_VAD_MODEL}",
      description =
          "Another VAD than the project's own: a name of models/manifest.json, or an ONNX file"
              + " such as Silero VAD's (env AUDIO_INSIGHT_VAD_MODEL).")
  String vadModel;

  @Option(
      names = "--speaker-model",
      paramLabel = "NAME|FILE",
      defaultValue = "${env:AUDIO_INSIGHT_SPEAKER_MODEL}",
      description =
          "Another speaker network than the project's own: a name of models/manifest.json, or an"
              + " ONNX file that reads 80-mel fbank (env AUDIO_INSIGHT_SPEAKER_MODEL).")
  String speakerModel;

  @Option(
      names = "--max-audio-bytes",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_AUDIO_BYTES:-2147483648}",
      description =
          "The largest audio file (env AUDIO_INSIGHT_MAX_AUDIO_BYTES; default ${DEFAULT-VALUE}).")
  long maxAudioBytes;

  @Option(
      names = "--max-audio-seconds",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_AUDIO_SECONDS:-43260}",
      description =
          "The longest recording (env AUDIO_INSIGHT_MAX_AUDIO_SECONDS; default ${DEFAULT-VALUE}).")
  long maxAudioSeconds;

  /** As the other, with files below these folders and no network. */
  InsightEngine load(List<Path> roots) {
    return load(maxBytes -> new AudioFetcher(roots));
  }

  /**
   * Loads the models; warm when it returns.
   *
   * @param fetcher made for the largest audio file
   */
  InsightEngine load(LongFunction<AudioFetcher> fetcher) {
    return load(fetcher, Limits.MAX_HELD);
  }

  /** As the other, with files below these folders; holds all samples, so that a trace has them. */
  InsightEngine loadToTrace(List<Path> roots) {
    return load(maxBytes -> new AudioFetcher(roots), Duration.ofSeconds(maxAudioSeconds));
  }

  private InsightEngine load(LongFunction<AudioFetcher> fetcher, Duration maxHeld) {
    if (maxAudioBytes < 1 || maxAudioSeconds < 1) {
      throw new UserException("--max-audio-bytes and --max-audio-seconds must be 1 at least");
    }
    try {
      return InsightEngine.load(
          models.folder(),
          new ModelChoice(given(vadModel), given(speakerModel)),
          fetcher.apply(maxAudioBytes),
          new Limits(maxAudioBytes, Duration.ofSeconds(maxAudioSeconds), maxHeld));
    } catch (ModelException | AudioLibraryException | IllegalArgumentException e) {
      throw new UserException(e.getMessage());
    }
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
