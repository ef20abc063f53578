package dev.audioinsight.stack.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.audioinsight.stack.harness.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A worker in a container of its image, with as few rights as the compose file gives it. Confined
 * to the thread of the test.
 */
final class WorkerContainer extends GenericContainer<WorkerContainer> {
  static final String IMAGE = "audio-insight-worker:test";

  private static final long MEMORY = 1024L * 1024 * 1024;
  private static final int HTTP = 8080;

  /**
   * @param bootstrapServers as a container of this network knows them
   */
  WorkerContainer(Network network, String bootstrapServers, Topics topics) {
    super(IMAGE);
    withNetwork(network)
        .withEnv("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers)
        .withEnv("AUDIO_INSIGHT_GROUP", topics.group())
        .withEnv("AUDIO_INSIGHT_JOBS_TOPIC", topics.jobs())
        .withEnv("AUDIO_INSIGHT_RESULTS_TOPIC", topics.results())
        .withEnv("AUDIO_INSIGHT_DEAD_LETTER_TOPIC", topics.deadLetters())
        // The group forgets a dead member as soon as a broker allows.
        .withCommand(
            "worker --http-host 0.0.0.0 --allow-root /samples -K consumer.session.timeout.ms=6000")
        .withTmpFs(Map.of("/tmp", "exec,mode=1777,size=256m"))
        .withCreateContainerCmdModifier(command -> restrict(command.getHostConfig()))
        .withExposedPorts(HTTP)
        .waitingFor(
            Wait.forHttp("/health/ready").forPort(HTTP).withStartupTimeout(Duration.ofMinutes(2)));
  }

  /** The host name that the worker knows itself by. */
  String hostName() {
    return getContainerId().substring(0, 12);
  }

  /** {@code docker kill}. */
  void kill() {
    getDockerClient().killContainerCmd(getContainerId()).exec();
  }

  /**
   * {@code docker stop}.
   *
   * @return the exit code
   */
  long stopInOrder() {
    getDockerClient().stopContainerCmd(getContainerId()).withTimeout(60).exec();
    Long code = now().getExitCodeLong();
    return code == null ? -1 : code;
  }

  /** What the image's own health check says. */
  String health() {
    return now().getHealth().getStatus();
  }

  private InspectContainerResponse.ContainerState now() {
    return getDockerClient().inspectContainerCmd(getContainerId()).exec().getState();
  }

  private static void restrict(HostConfig host) {
    // Testcontainers' own way to bind would try the mount with an image that it pulls.
    host.withBinds(
            new Bind(
                Shell.ROOT.resolve("samples").toString(), new Volume("/samples"), AccessMode.ro))
        .withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withMemory(MEMORY);
  }
}
