package dev.audioinsight.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.worker.observe.Observability;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Feared: manifests that a cluster refuses, or that start something else than this worker. */
class ManifestsTest {
  /** What a stop may take beyond the drain: see {@code PollThread.close}. */
  private static final int LEAVING_SECONDS = 18;

  /** What the worker reads besides its options: by its log, its start script and Java itself. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("AUDIO_INSIGHT_LOG_LEVEL", "JDK_JAVA_OPTIONS");

  @Test
  void shouldHaveNoFieldThatKubernetesDoesNotKnow() throws Exception {
    V1StatefulSet.fromJson(Manifests.read("base/statefulset.yaml").toString());
    V1Service.fromJson(Manifests.read("base/service.yaml").toString());
    V1ServiceAccount.fromJson(Manifests.read("base/serviceaccount.yaml").toString());
    V1PodDisruptionBudget.fromJson(Manifests.read("base/poddisruptionbudget.yaml").toString());

    String misspelt =
        Manifests.read("base/statefulset.yaml").toString().replace("periodSeconds", "periodSecond");
    assertThatThrownBy(() -> V1StatefulSet.fromJson(misspelt)).hasMessageContaining("periodSecond");
  }

  @Test
  void shouldListEachFileInTheKustomizationBesideIt() throws Exception {
    for (Path file : Manifests.resources()) {
      String kustomization = file.resolveSibling("kustomization.yaml").toString();

      assertThat(Manifests.read(kustomization).get("resources"))
          .as(kustomization)
          .anyMatch(resource -> resource.textValue().equals(file.getFileName().toString()));
    }
  }

  @Test
  void shouldStartTheWorkerWithACommandLineAndSettingsThatItTakes() throws Exception {
    Map<String, OptionSpec> options = options();
    for (String kustomization : List.of("base/kustomization.yaml", "example/kustomization.yaml")) {
      List<String> arguments = new ArrayList<>();
      Manifests.container().get("args").forEach(argument -> arguments.add(argument.textValue()));
      Manifests.settings(kustomization)
          .forEach(
              (name, value) -> {
                assertThat(options).containsKey(name);
                arguments.add(options.get(name).longestName() + "=" + value);
              });

      assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldSetNoVariableThatNobodyReads() throws Exception {
    Set<String> known = options().keySet();
    String pod = Manifests.pod().toString();

    for (JsonNode variable : Manifests.container().get("env")) {
      String name = variable.get("name").textValue();
      boolean usedByAnother = pod.contains("$(" + name + ")");

      assertThat(known.contains(name) || OTHER_VARIABLES.contains(name) || usedByAnother)
          .as(name)
          .isTrue();
    }
    assertThat(Manifests.container().at("/envFrom/0/configMapRef/name"))
        .isEqualTo(Manifests.read("base/kustomization.yaml").at("/configMapGenerator/0/name"));
  }

  @Test
  void shouldGiveEachPodASlotOfItsOwnWhichItKeeps() throws Exception {
    JsonNode slot = Manifests.named(Manifests.container().get("env"), "AUDIO_INSIGHT_SLOT");

    assertThat(slot.at("/valueFrom/fieldRef/fieldPath").textValue()).isEqualTo("metadata.name");
    assertThat(options().get("AUDIO_INSIGHT_SLOT").longestName()).isEqualTo("--slot");
    assertThat(Manifests.read("base/statefulset.yaml").get("kind").textValue())
        .isEqualTo("StatefulSet");
  }

  @Test
  void shouldLetTheWorkerSeeAsManyProcessorsAsItAsksFor() throws Exception {
    JsonNode container = Manifests.container();
    JsonNode asked =
        Manifests.named(container.get("env"), "CPUS").at("/valueFrom/resourceFieldRef");

    assertThat(asked.get("resource").textValue()).isEqualTo("requests.cpu");
    assertThat(asked.get("containerName")).isEqualTo(container.get("name"));
    assertThat(Manifests.named(container.get("env"), "JDK_JAVA_OPTIONS").get("value").textValue())
        .isEqualTo("-XX:ActiveProcessorCount=$(CPUS)");
  }

  @Test
  void shouldGrantAStopMoreTimeThanItTakes() throws Exception {
    int drain =
        Integer.parseInt(
            Manifests.settings("base/kustomization.yaml").get("AUDIO_INSIGHT_DRAIN_SECONDS"));

    assertThat(Manifests.pod().get("terminationGracePeriodSeconds").intValue())
        .isGreaterThanOrEqualTo(drain + LEAVING_SECONDS);
  }

  @Test
  void shouldProbeAndScrapeWhatTheWorkerServes() throws Exception {
    JsonNode container = Manifests.container();
    JsonNode annotations =
        Manifests.read("base/statefulset.yaml").at("/spec/template/metadata/annotations");
    JsonNode port = Manifests.named(container.get("ports"), "http").get("containerPort");
    JsonNode endpoint =
        Manifests.read("podmonitor/podmonitor.yaml").at("/spec/podMetricsEndpoints/0");
    assertThat(options().get("AUDIO_INSIGHT_HTTP_PORT").defaultValue()).isEqualTo(port.asText());
    assertThat(annotations.get("prometheus.io/port").textValue()).isEqualTo(port.asText());
    assertThat(endpoint.get("port").textValue()).isEqualTo("http");

    try (Observability worker = started()) {
      assertThat(get(worker, container.at("/livenessProbe/httpGet/path").textValue()))
          .startsWith("200");
      assertThat(get(worker, container.at("/readinessProbe/httpGet/path").textValue()))
          .startsWith("503");
      assertThat(get(worker, annotations.get("prometheus.io/path").textValue())).startsWith("200");
      assertThat(get(worker, endpoint.get("path").textValue())).startsWith("200");
    }
  }

  @Test
  void shouldScaleByWhatTheWorkersShowAndAreTold() throws Exception {
    JsonNode scaled = Manifests.read("keda/scaledobject.yaml").get("spec");
    JsonNode lag = Manifests.named(scaled.get("triggers"), "lag").get("metadata");
    Set<String> told = Manifests.settings("base/kustomization.yaml").keySet();
    assertThat(scaled.at("/scaleTargetRef/name"))
        .isEqualTo(Manifests.read("base/statefulset.yaml").at("/metadata/name"));
    assertThat(told)
        .contains(
            lag.get("bootstrapServersFromEnv").textValue(),
            lag.get("consumerGroupFromEnv").textValue(),
            lag.get("topicFromEnv").textValue());

    String query =
        Manifests.named(scaled.get("triggers"), "backlog").at("/metadata/query").textValue();
    Matcher metric = Pattern.compile("audio_insight_\\w+").matcher(query);
    assertThat(metric.find()).isTrue();
    try (Observability worker = started()) {
      assertThat(get(worker, "/metrics")).contains("\n" + metric.group() + " ");
    }
  }

  @Test
  void shouldConfineTheWorkerAsItsImageIsMadeFor() throws Exception {
    JsonNode pod = Manifests.pod();
    JsonNode container = Manifests.container();
    String image = Files.readString(Path.of("Dockerfile"));

    assertThat(image).contains("USER " + pod.at("/securityContext/runAsUser").asText() + ":");
    assertThat(pod.at("/securityContext/runAsNonRoot").booleanValue()).isTrue();
    assertThat(pod.get("enableServiceLinks").booleanValue()).isFalse();
    assertThat(pod.get("automountServiceAccountToken").booleanValue()).isFalse();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").booleanValue()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").booleanValue()).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").textValue()).isEqualTo("ALL");
    assertThat(Manifests.named(container.get("volumeMounts"), "tmp").get("mountPath").textValue())
        .isEqualTo("/tmp");
  }

  @Test
  void shouldKeepTheSpoolWithinItsVolumeAndTheVolumesWithinWhatThePodAsksFor() throws Exception {
    Map<String, String> settings = Manifests.settings("base/kustomization.yaml");
    JsonNode volumes = Manifests.pod().get("volumes");
    double spool = Manifests.bytes(Manifests.named(volumes, "spool").at("/emptyDir/sizeLimit"));
    double tmp = Manifests.bytes(Manifests.named(volumes, "tmp").at("/emptyDir/sizeLimit"));
    JsonNode mount = Manifests.named(Manifests.container().get("volumeMounts"), "spool");

    assertThat(settings.get("AUDIO_INSIGHT_SPOOL_DIR"))
        .isEqualTo(mount.get("mountPath").textValue());
    assertThat(Double.parseDouble(settings.get("AUDIO_INSIGHT_MAX_SPOOL_BYTES"))).isLessThan(spool);
    assertThat(Manifests.bytes(Manifests.container().at("/resources/requests/ephemeral-storage")))
        .isGreaterThanOrEqualTo(spool + tmp);
  }

  @Test
  void shouldSelectTheSamePodsEverywhere() throws Exception {
    JsonNode set = Manifests.read("base/statefulset.yaml");
    JsonNode labels = set.at("/spec/template/metadata/labels");

    assertThat(set.at("/spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(Manifests.read("base/service.yaml").at("/spec/selector")).isEqualTo(labels);
    assertThat(Manifests.read("base/poddisruptionbudget.yaml").at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    assertThat(Manifests.read("podmonitor/podmonitor.yaml").at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    assertThat(set.at("/spec/serviceName"))
        .isEqualTo(Manifests.read("base/service.yaml").at("/metadata/name"));
  }

  /** The worker's options by the environment variable that their help names. */
  private static Map<String, OptionSpec> options() {
    CommandLine worker = Main.commandLine().getSubcommands().get("worker");
    Map<String, OptionSpec> options = new HashMap<>();
    for (OptionSpec option : worker.getCommandSpec().options()) {
      Matcher variable =
          Pattern.compile("\\(env\\s+([A-Z0-9_]+)").matcher(String.join(" ", option.description()));
      if (variable.find()) {
        options.put(variable.group(1), option);
      }
    }
    return options;
  }

  private static Observability started() throws IOException {
    return Observability.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Observability.DEFAULT_TURN_LIMIT);
  }

  /** Status and body. */
  private static String get(Observability worker, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + path)).build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() + "\n" + response.body();
  }
}
