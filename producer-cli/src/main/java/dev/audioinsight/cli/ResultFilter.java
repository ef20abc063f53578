package dev.audioinsight.cli;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * The options that say which results are shown; each that is given must hold. Confined to one
 * thread.
 */
final class ResultFilter {
  /** As the field of the result has it. */
  enum Status {
    OK,
    FAILED
  }

  @Option(
      names = "--job-id",
      paramLabel = "ID|GLOB",
      description =
          "Only jobs of this id, in which * stands for any text and ? for one character;"
              + " may be repeated.")
  Set<String> jobIds = new LinkedHashSet<>();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      defaultValue = "${env:AUDIO_INSIGHT_WATCH_STATUS}",
      description = "Only ok, or only failed (env AUDIO_INSIGHT_WATCH_STATUS).")
  Status status;

  @Option(
      names = "--code",
      split = ",",
      paramLabel = "CODE",
      defaultValue = "${env:AUDIO_INSIGHT_WATCH_CODE}",
      description =
          "Only failures of these codes, such as NOT_FOUND; may be repeated (env"
              + " AUDIO_INSIGHT_WATCH_CODE).")
  Set<ErrorCode> codes = new LinkedHashSet<>();

  boolean chooses(Result result) {
    return (status == null || result.status().equals(status.name().toLowerCase(Locale.ROOT)))
        && (jobIds.isEmpty() || jobIds.stream().anyMatch(glob -> matches(glob, result.jobId())))
        && (codes == null || codes.isEmpty() || isOfACode(result));
  }

  private boolean isOfACode(Result result) {
    return result instanceof Result.Failed failed && codes.contains(failed.error().code());
  }

  static boolean matches(String glob, String jobId) {
    StringBuilder pattern = new StringBuilder();
    glob.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(Character.toString(c)));
              }
            });
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(jobId).matches();
  }
}
