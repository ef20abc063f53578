package dev.audioinsight.bench.insight;

import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians of the rounds, scaled to an hour. Immutable. */
record InsightTable(List<InsightRun> runs, double toHour) {

  Table stages() {
    Table table =
        new Table(
            "threads",
            "decode",
            "VAD + SNR",
            "embedding",
            "clustering",
            "all stages",
            "whole process",
            "Silero alone",
            "its process",
            "stages / Silero",
            "process / process",
            "audio hours an hour");
    for (int threads : List.of(1, 2)) {
      table.row(
          threads,
          seconds(threads, InsightRun::decode),
          seconds(threads, InsightRun::vad),
          seconds(threads, InsightRun::embedding),
          seconds(threads, InsightRun::clustering),
          seconds(threads, InsightRun::total),
          seconds(threads, InsightRun::process),
          seconds(threads, InsightRun::silero),
          seconds(threads, InsightRun::sileroProcess),
          number("%.2f", median(threads, run -> run.total() / run.silero())),
          number("%.2f", median(threads, run -> run.process() / run.sileroProcess())),
          number("%,.0f", median(threads, run -> run.threads() * 3_600 / run.wall() / toHour)));
    }
    return table;
  }

  private String seconds(int threads, ToDoubleFunction<InsightRun> column) {
    return number("%.2f", toHour * median(threads, column));
  }

  private double median(int threads, ToDoubleFunction<InsightRun> column) {
    return Statistics.median(
        runs.stream().filter(run -> run.threads() == threads).map(column::applyAsDouble).toList());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }
}
