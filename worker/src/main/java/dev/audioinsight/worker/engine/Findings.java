package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found out about one recording.
 *
 * @param snr present where the job asked for it
 * @param speakers present where the job asked for it
 * @param channels one for each channel, where the job asked for separate ones
 * @param stages where the time went
 * @param models the models that took part, by kind: name, {@code @}, 12 digits of the SHA-256
 */
public record Findings(
    AudioInfo audio,
    Speech speech,
    Optional<Snr> snr,
    Optional<Speakers> speakers,
    Optional<List<ChannelResult>> channels,
    StageTimes stages,
    Map<String, String> models) {

  public Findings {
    Objects.requireNonNull(audio, "audio");
    Objects.requireNonNull(speech, "speech");
    Objects.requireNonNull(snr, "snr");
    Objects.requireNonNull(speakers, "speakers");
    channels = channels.map(List::copyOf);
    models = Map.copyOf(models);
  }

  /** What was found in the mean of all channels. */
  public Findings(
      AudioInfo audio,
      Speech speech,
      Optional<Snr> snr,
      Optional<Speakers> speakers,
      StageTimes stages,
      Map<String, String> models) {
    this(audio, speech, snr, speakers, Optional.empty(), stages, models);
  }

  /** Milliseconds spent in each stage. */
  public record StageTimes(long fetchMs, long decodeMs, long vadMs, long speakersMs) {}
}
