package dev.audioinsight.bench.jmh;

import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Table;
import dev.audioinsight.bench.harness.Versions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench jmh}. */
@Command(
    name = "jmh",
    description = "Microbenchmarks of ledger, commit metadata, JSON and resampler.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class JmhCommand implements Callable<Integer> {
  @Option(names = "--long", description = "Three processes each, ten seconds in each.")
  boolean isLong;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = "dev\\.audioinsight\\..*Benchmark",
      description = "Which, as a regular expression (default: all).")
  String pattern;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws RunnerException {
    Report report = new Report("bench jmh", Versions.all(), spec.commandLine().getOut());
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(pattern)
                    .forks(isLong ? 3 : 1)
                    .warmupIterations(isLong ? 5 : 2)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(isLong ? 5 : 3)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Table table = new Table("benchmark", "with", "µs", "±", "bytes");
    List<Map<String, Object>> runs = new ArrayList<>();
    for (RunResult result : results) {
      Map<String, Object> run = run(result);
      runs.add(run);
      table.row(
          run.get("benchmark"),
          run.get("with"),
          number((double) run.get("micros")),
          number((double) run.get("error")),
          number((double) run.get("bytes")));
    }
    report.table("average time and allocation of one call", table);
    report.runs("runs", runs);
    report.write(Home.results());
    return 0;
  }

  private static Map<String, Object> run(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    Map<String, String> parameters = new TreeMap<>();
    for (String key : result.getParams().getParamsKeys()) {
      parameters.put(key, result.getParams().getParam(key));
    }
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    String name = result.getParams().getBenchmark();
    String type = name.substring(0, name.lastIndexOf('.'));
    return Map.of(
        "benchmark",
        type.substring(type.lastIndexOf('.') + 1) + name.substring(type.length()),
        "with",
        parameters.isEmpty() ? "" : parameters.toString(),
        "micros",
        time.getScore(),
        "error",
        time.getScoreError(),
        "bytes",
        allocated == null ? Double.NaN : allocated.getScore());
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "–"
        : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }
}
