package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that an analysis asks, with its parameters. Thread-safe; one for all inference threads.
 *
 * @param networks what is to be closed at the end
 * @param names by kind, as results name them
 */
record Models(
    List<OnnxModel> networks,
    SpeechDetector detector,
    SnrParameters snr,
    SpeakerCounter speakers,
    Map<String, String> names)
    implements AutoCloseable {

  Models {
    networks = List.copyOf(networks);
    names = Map.copyOf(names);
  }

  /** Loads and verifies the models and runs each once. */
  static Models load(ModelStore store, ModelChoice choice) {
    OnnxModel vad = choice.vad().map(store::chosen).orElseGet(() -> store.network("vad-snr"));
    SpeakerSetup who = SpeakerSetup.load(store, choice.speaker());
    Map<String, String> names = new TreeMap<>(who.names());
    names.put("vad", vad.entry().label());
    Models models =
        new Models(
            Stream.concat(Stream.of(vad), who.networks().stream()).toList(),
            SpeechDetector.of(vad),
            Parameters.of(store, store.entry("snr"), SnrParameters.class),
            who.counter(),
            names);
    models.warmUp();
    return models;
  }

  private void warmUp() {
    Samples second = Samples.of(new float[Samples.RATE]);
    List<Region> all = List.of(new Region(0, second.length(), 0));
    try {
      detector.run(second.stream(), new Cancellation());
      speakers.count(second.stream(), all, 1, 1, new Cancellation());
    } catch (JobFailedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    networks.forEach(OnnxModel::close);
  }
}
