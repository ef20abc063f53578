package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;

/** The one answer to a job: completed, or failed with a code. Immutable. */
@JsonTypeInfo(
    use = JsonTypeInfo.Id.NAME,
    include = JsonTypeInfo.As.EXISTING_PROPERTY,
    property = "status")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Result.Completed.class, name = "ok"),
  @JsonSubTypes.Type(value = Result.Failed.class, name = "failed")
})
public sealed interface Result {

  String jobId();

  /** {@code ok} or {@code failed}, as on the wire. */
  String status();

  /** What is known of the recording; null where it was never opened. */
  AudioInfo audio();

  /** The job's metadata as it was sent; null where it had none. */
  JsonNode metadata();

  Timing timing();

  Provenance provenance();

  Source source();

  /**
   * The answer to a job that could be done.
   *
   * @param snr null unless the job asked for it
   * @param speakers null unless the job asked for it
   * @param channelResults one for each channel, in order; null unless the job asked for separate
   *     channels
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"jobId", "status"})
  record Completed(
      String jobId,
      AudioInfo audio,
      Speech speech,
      Snr snr,
      Speakers speakers,
      List<ChannelResult> channelResults,
      JsonNode metadata,
      Timing timing,
      Provenance provenance,
      Source source)
      implements Result {
    @JsonCreator
    public Completed {
      channelResults = channelResults == null ? null : List.copyOf(channelResults);
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(audio, "audio");
      Objects.requireNonNull(speech, "speech");
    }

    /** The answer to a job that asked for the mean of all channels. */
    public Completed(
        String jobId,
        AudioInfo audio,
        Speech speech,
        Snr snr,
        Speakers speakers,
        JsonNode metadata,
        Timing timing,
        Provenance provenance,
        Source source) {
      this(jobId, audio, speech, snr, speakers, null, metadata, timing, provenance, source);
    }

    @Override
    @JsonProperty("status")
    public String status() {
      return "ok";
    }
  }

  /** The answer to a job that could not be done. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({"jobId", "status"})
  record Failed(
      String jobId,
      JobError error,
      AudioInfo audio,
      JsonNode metadata,
      Timing timing,
      Provenance provenance,
      Source source)
      implements Result {
    public Failed {
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(error, "error");
    }

    @Override
    @JsonProperty("status")
    public String status() {
      return "failed";
    }
  }
}
