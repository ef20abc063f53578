package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: resources that KEDA or the Prometheus operator refuse, or read otherwise than meant. */
class CustomResourcesTest {
  /** Fields of a ScaledObject's specification, as @kubernetes-models/keda 2.0.0 declares them. */
  private static final Set<String> SCALED_OBJECT =
      Set.of(
          "scaleTargetRef",
          "pollingInterval",
          "initialCooldownPeriod",
          "cooldownPeriod",
          "idleReplicaCount",
          "minReplicaCount",
          "maxReplicaCount",
          "fallback",
          "advanced",
          "triggers");

  /** What KEDA's documentation names for the two triggers, as far as it is of use without TLS. */
  private static final Set<String> TRIGGER_METADATA =
      Set.of(
          "bootstrapServersFromEnv",
          "consumerGroupFromEnv",
          "topicFromEnv",
          "lagThreshold",
          "activationLagThreshold",
          "offsetResetPolicy",
          "allowIdleConsumers",
          "excludePersistentLag",
          "limitToPartitionsWithLag",
          "version",
          "serverAddress",
          "query",
          "threshold",
          "activationThreshold",
          "ignoreNullValues");

  @TempDir Path folder;

  @Test
  void shouldHaveNoFieldThatKedaDoesNotKnow() throws Exception {
    JsonNode spec = Manifests.read("keda/scaledobject.yaml").get("spec");

    assertThat(spec.fieldNames()).toIterable().isSubsetOf(SCALED_OBJECT);
    for (JsonNode trigger : spec.get("triggers")) {
      assertThat(trigger.fieldNames()).toIterable().containsOnly("type", "name", "metadata");
      assertThat(trigger.get("metadata").fieldNames()).toIterable().isSubsetOf(TRIGGER_METADATA);
    }
  }

  @Test
  void shouldHoldToTheModelOfKeda() throws Exception {
    JsonNode scaled = Manifests.read("keda/scaledobject.yaml");

    assertThat(complaint("keda/keda.sh/v1alpha1", "ScaledObject", scaled)).isEmpty();
    assertThat(
            complaint(
                "keda/keda.sh/v1alpha1",
                "ScaledObject",
                Manifests.changed(scaled, "\"2000\"", "2000")))
        .contains("lagThreshold must be string");
  }

  @Test
  void shouldHoldToTheModelOfThePrometheusOperator() throws Exception {
    JsonNode monitor = Manifests.read("podmonitor/podmonitor.yaml");
    String models = "prometheus-operator/monitoring.coreos.com/v1";

    assertThat(complaint(models, "PodMonitor", monitor)).isEmpty();
    assertThat(complaint(models, "PodMonitor", Manifests.changed(monitor, "\"15s\"", "15")))
        .contains("interval must be string");
  }

  /** What the published model says against a resource. */
  private String complaint(String models, String kind, JsonNode resource) throws Exception {
    Programs programs = new Programs(folder);
    String packages = programs.globalNodePackages().orElse("");
    assumeTrue(
        Files.isDirectory(Path.of(packages, "@kubernetes-models")),
        "no @kubernetes-models for Node: " + kind + " was not compared");
    Path script = Path.of(getClass().getResource("custom-resource.mjs").toURI());

    Programs.Run run =
        programs.run(
            Duration.ofMinutes(1),
            List.of("node", script.toString(), packages, models, kind),
            resource.toString());

    assertThat(run.exitCode() == 0).as(run.err()).isEqualTo(run.err().isEmpty());
    return run.err();
  }
}
