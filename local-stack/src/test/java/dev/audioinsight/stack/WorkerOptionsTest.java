package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a worker that takes a quarter of a large machine, one that has too little heap for its
 * threads, one that takes another heap than its user said, and compilers that take the cores from
 * the analysis for minutes. The start script runs with a Java that tells what it was given.
 */
class WorkerOptionsTest {
  private static final String LARGE_MACHINE_MB = "32768";

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *PrintFlagsFinal*)
          echo "   size_t MaxHeapSize = $((HALF_MB * 1048576)) {product} {ergonomic}"
          echo "     uint ParallelGCThreads = $COLLECTOR_THREADS {product} {default}" ;;
        -version)
          [ -z "$JAVA_TOOL_OPTIONS" ] || echo "Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS" >&2
          echo 'openjdk version "17.0.15"' >&2 ;;
        *) echo "$@" ;;
      esac
      """;

  @TempDir Path folder;

  @BeforeEach
  void copyTheScriptAndMakeAJava() throws IOException {
    // Beside no sources, so that it builds nothing.
    Files.copy(Path.of("..", "audio-insight"), folder.resolve("audio-insight"));
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.writeString(java, JAVA);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void shouldBoundTheHeapByTheThreads() throws IOException, InterruptedException {
    assertThat(heapOf(Map.of(), "worker", "--threads", "2"))
        .containsExactly("-Xms256m", "-Xmx1024m", "-XX:MaxNewSize=96m", "-XX:GCTimeRatio=4");
    assertThat(heapOf(Map.of(), "worker", "--threads=16")).contains("-Xmx4608m");
    assertThat(heapOf(Map.of("AUDIO_INSIGHT_THREADS", "4"), "worker")).contains("-Xmx1536m");
  }

  @Test
  void shouldTakeAThreadForEachCoreThatJavaSeesWhereNobodyNamesANumber()
      throws IOException, InterruptedException {
    Map<String, String> three = Map.of("COLLECTOR_THREADS", "3");
    assertThat(heapOf(three, "worker")).contains("-Xmx1280m");
    assertThat(heapOf(three, "worker", "--threads", "0")).contains("-Xmx1280m");
    assertThat(heapOf(three, "worker", "--threads", "many")).contains("-Xmx1280m");

    // Java collects with 23 threads on 32 cores.
    assertThat(heapOf(Map.of("COLLECTOR_THREADS", "23"), "worker")).contains("-Xmx8704m");
  }

  @Test
  void shouldReadANumberWithLeadingZerosAsTheWorkerDoes() throws IOException, InterruptedException {
    assertThat(heapOf(Map.of(), "worker", "--threads", "08")).contains("-Xmx2560m");
  }

  @Test
  void shouldLeaveHalfOfASmallMachineToAllElse() throws IOException, InterruptedException {
    assertThat(heapOf(Map.of("HALF_MB", "300"), "worker", "--threads", "2"))
        .contains("-Xms256m", "-Xmx300m");
    assertThat(heapOf(Map.of("HALF_MB", "200"), "worker", "--threads", "2"))
        .contains("-Xms200m", "-Xmx200m", "-XX:MaxNewSize=68m");
    assertThat(heapOf(Map.of("HALF_MB", "60"), "worker", "--threads", "2"))
        .contains("-Xmx60m", "-XX:MaxNewSize=16m");
  }

  @Test
  void shouldSayNothingWhereTheUserNamesASize() throws IOException, InterruptedException {
    for (String own :
        List.of("-Xmx200m", "-XX:MaxHeapSize=1g", "-XX:MaxRAMPercentage=70", "-XX:MaxRAM=2g")) {
      for (String variable : List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
        assertThat(heapOf(Map.of(variable, own), "worker"))
            .isEqualTo(variable.equals("JAVA_OPTS") ? List.of(own) : List.of());
      }
    }
    assertThat(heapOf(Map.of("JAVA_OPTS", "-Xlog:gc"), "worker")).hasSize(4);
  }

  @Test
  void shouldBoundNoOtherCommand() throws IOException, InterruptedException {
    assertThat(heapOf(Map.of(), "analyze", "file.wav")).isEmpty();
  }

  @Test
  void shouldCompileOfTheWorkerOnlyWhatRunsOften() throws IOException, InterruptedException {
    List<String> thresholds = optionsOf("-XX:Tier4.*", Map.of(), "worker");
    assertThat(thresholds)
        .containsExactly(
            "-XX:Tier4InvocationThreshold=30000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=60000");
    assertThat(Files.readString(Path.of("..", "worker", "Dockerfile")))
        .as("the image has them too")
        .contains(thresholds.stream().map(option -> '"' + option + '"').toList());
    assertThat(optionsOf("-XX:Tier4.*", Map.of(), "analyze", "file.wav")).isEmpty();
  }

  /** What the script gives to Java about the heap. */
  private List<String> heapOf(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return optionsOf("-X(m[xs]|X:Max|X:GC).*", environment, arguments);
  }

  private List<String> optionsOf(
      String pattern, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", folder.resolve("audio-insight").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> all = builder.environment();
    Stream.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "AUDIO_INSIGHT_THREADS")
        .forEach(all::remove);
    all.put("JAVA_HOME", folder.toString());
    all.put("HALF_MB", LARGE_MACHINE_MB);
    all.put("COLLECTOR_THREADS", "2");
    all.putAll(environment);
    Process process = builder.start();
    String given =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(given).isZero();
    return Arrays.stream(given.split("\\s+")).filter(option -> option.matches(pattern)).toList();
  }
}
