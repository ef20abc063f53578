package dev.audioinsight.cli;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
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
      converter = Glob.class,
      description =
          "Only jobs of this id, in which * stands for any text and ? for one character;"
              + " may be repeated.")
  List<Pattern> jobIds = new ArrayList<>();

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
        && (jobIds.isEmpty()
            || jobIds.stream().anyMatch(glob -> glob.matcher(result.jobId()).matches()))
        && (codes == null || codes.isEmpty() || isOfACode(result));
  }

  private boolean isOfACode(Result result) {
    return result instanceof Result.Failed failed && codes.contains(failed.error().code());
  }

  static boolean matches(String glob, String jobId) {
    return pattern(glob).matcher(jobId).matches();
  }

  private static Pattern pattern(String glob) {
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
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  /** Reads a glob once, not for each result. */
  static final class Glob implements ITypeConverter<Pattern> {
    @Override
    public Pattern convert(String glob) {
      return pattern(glob);
    }
  }
}
