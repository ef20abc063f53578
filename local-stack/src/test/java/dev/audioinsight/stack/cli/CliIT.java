package dev.audioinsight.stack.cli;

import dev.audioinsight.cli.Main;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A test that runs commands in its own process, against the shared broker. */
abstract class CliIT extends KafkaIT {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** Runs a command, and returns its exit code. */
  int run(String command, String... arguments) {
    return Main.commandLine()
        .setOverwrittenOptionsAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments(command, arguments).toArray(String[]::new));
  }

  /** A command line with the broker and the topics of the test. */
  List<String> arguments(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--bootstrap-servers", bootstrapServers()));
    switch (command) {
      case "submit" ->
          all.addAll(List.of("--topic", topics.jobs(), "--results-topic", topics.results()));
      case "watch" -> all.addAll(List.of("--results-topic", topics.results()));
      case "status" ->
          all.addAll(
              List.of(
                  "--topic",
                  topics.jobs(),
                  "--results-topic",
                  topics.results(),
                  "--dead-letter-topic",
                  topics.deadLetters(),
                  "--group",
                  topics.group()));
      case "replay" -> all.addAll(List.of("--dead-letter-topic", topics.deadLetters()));
      default -> throw new IllegalArgumentException(command);
    }
    all.addAll(List.of(more));
    return all;
  }

  /** What was printed since the last call. */
  String output() {
    String text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }

  /** The keys of all records of the jobs topic. */
  List<String> jobIds() {
    try (CommittedReader jobs = new CommittedReader(bootstrapServers(), topics.jobs())) {
      jobs.readToEnd();
      return jobs.records().stream().map(CliIT::key).toList();
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
