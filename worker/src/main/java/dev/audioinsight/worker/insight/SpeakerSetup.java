package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.inference.ModelEntry;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network that tells voices apart, with the parameters of the count that were fitted to it.
 * Immutable.
 *
 * @param networks what is to be closed at the end
 * @param names of network and parameters, by kind, as results name them
 */
record SpeakerSetup(List<OnnxModel> networks, SpeakerCounter counter, Map<String, String> names) {
  private static final Logger log = LoggerFactory.getLogger(SpeakerSetup.class);

  /** For networks to which nothing was fitted: a cosine alone, and no confidence over 0.6. */
  private static final String UNFITTED = "speaker-count-cosine";

  SpeakerSetup {
    networks = List.copyOf(networks);
    names = Map.copyOf(names);
  }

  /** The network of this name or file, or else the project's own. */
  static SpeakerSetup load(ModelStore store, Optional<String> choice) {
    return choice.map(name -> external(store, store.chosen(name))).orElseGet(() -> own(store));
  }

  private static SpeakerSetup own(ModelStore store) {
    ModelEntry entry = store.entry("speaker-count");
    CountParameters parameters = Parameters.of(store, entry, CountParameters.class);
    OnnxModel trunk = store.network("speaker-trunk");
    OnnxModel head = store.network("speaker-head");
    return new SpeakerSetup(
        List.of(trunk, head),
        new SpeakerCounter(new SpeakerNetwork(trunk, head, parameters.ridge()), parameters),
        names(trunk, entry));
  }

  private static SpeakerSetup external(ModelStore store, OnnxModel network) {
    Optional<ModelEntry> fitted = store.fittedTo(network.entry());
    fitted.ifPresent(entry -> verifyFit(store, entry, network));
    ModelEntry entry = fitted.orElseGet(() -> store.entry(UNFITTED));
    CountParameters parameters = Parameters.of(store, entry, CountParameters.class);
    SpeakerModel model = FbankNetwork.of(network, parameters.ridge());
    if (fitted.isEmpty()) {
      log.warn(
          "nothing was fitted to {}: speakers are counted by cosine alone, with no confidence over"
              + " 0.6; see models/README.md",
          network.entry().label());
    }
    return new SpeakerSetup(
        List.of(network), new SpeakerCounter(model, parameters), names(network, entry));
  }

  /** Parameters that were written by hand need not say for what. */
  private static void verifyFit(ModelStore store, ModelEntry entry, OnnxModel network) {
    String sha256 = network.entry().sha256();
    String fittedTo = store.parameters(entry).path("network").asText(sha256);
    if (!fittedTo.equals(sha256)) {
      throw new ModelException(
          entry.file() + " was fitted to another network, of SHA-256 " + fittedTo);
    }
  }

  private static Map<String, String> names(OnnxModel network, ModelEntry parameters) {
    return Map.of("speaker", network.entry().label(), "speakerCount", parameters.label());
  }
}
