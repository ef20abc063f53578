package dev.audioinsight.cli.status;

import dev.audioinsight.cli.CliException;
import dev.audioinsight.cli.Connection;
import dev.audioinsight.cli.ConnectionOptions;
import dev.audioinsight.contract.view.PlainText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight status}. */
@Command(
    name = "status",
    description = {
      "Tells how far the workers of a group are: what has no answer, how long the oldest of it has"
          + " waited, who works.",
      "Answers go out as they finish, so the committed offset is only the lowest one without an"
          + " answer. 'ahead' are offsets above it that are answered, as the commit tells; 'open'"
          + " are those in between that are begun or given back; 'unanswered' is the lag less what"
          + " is ahead, and at most so many, for the marks of transactions take offsets, too."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is answered, or somebody works on it",
      "1:jobs wait, and the group has no worker",
      "2:wrong usage",
      "3:no broker, or no jobs topic"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight status",
      "  audio-insight status --json | jq .unanswered",
      "  audio-insight status --group night-shift --bootstrap-servers kafka:9092"
    })
public final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--group",
      defaultValue = "${env:AUDIO_INSIGHT_GROUP:-audio-insight}",
      description = "The workers' group (env AUDIO_INSIGHT_GROUP; default ${DEFAULT-VALUE}).")
  String group;

  @Option(
      names = "--topic",
      defaultValue = "${env:AUDIO_INSIGHT_JOBS_TOPIC:-audio.jobs}",
      description = "Jobs (env AUDIO_INSIGHT_JOBS_TOPIC; default ${DEFAULT-VALUE}).")
  String topic;

  @Option(
      names = "--dead-letter-topic",
      defaultValue = "${env:AUDIO_INSIGHT_DEAD_LETTER_TOPIC:-audio.jobs.dlq}",
      description = "Dead letters (env AUDIO_INSIGHT_DEAD_LETTER_TOPIC; default ${DEFAULT-VALUE}).")
  String deadLetterTopic;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  @Mixin ConnectionOptions connectionOptions;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Connection connection = connectionOptions.connection();
    connection.require(topic);
    GroupStatus status =
        GroupReader.read(
            connection, group, topic, List.of(connectionOptions.resultsTopic(), deadLetterTopic));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(PlainText.json(StatusJson.of(status).toString()));
      out.flush();
    } else {
      new StatusText(status, Instant.now()).print(out);
    }
    return status.isForsaken() ? CliException.INCOMPLETE : 0;
  }
}
