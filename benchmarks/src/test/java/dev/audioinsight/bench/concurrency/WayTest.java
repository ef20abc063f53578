package dev.audioinsight.bench.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Analysis;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Feared: two jobs that are not the two halves of one. */
class WayTest {
  private static final int PARTITIONS = 6;

  @Test
  void shouldAskForEachAnalysisOfEachRecordingOnce() {
    Map<Integer, Set<Analysis>> asked = new HashMap<>();
    for (int job = 0; job < 600; job++) {
      boolean isNew =
          asked
              .computeIfAbsent(
                  Way.TWO_JOBS.recordingOf(job), recording -> EnumSet.noneOf(Analysis.class))
              .add(Way.TWO_JOBS.analysisOf(job, PARTITIONS).orElseThrow());
      assertThat(isNew).isTrue();
    }

    assertThat(asked).hasSize(300);
    assertThat(asked.values()).containsOnly(EnumSet.allOf(Analysis.class));
  }

  @Test
  void shouldGiveEachPartitionAsManyJobsOfOneKindAsOfTheOther() {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int snr = 0;
      for (int job = partition; job < 600; job += PARTITIONS) {
        if (Way.TWO_JOBS.analysisOf(job, PARTITIONS).orElseThrow() == Analysis.SNR) {
          snr++;
        }
      }
      assertThat(snr).as("of 100 jobs").isEqualTo(50);
    }
  }

  @Test
  void shouldAskForAllAtOnceElsewhere() {
    assertThat(Way.CONCURRENT.analysisOf(7, PARTITIONS)).isEmpty();
    assertThat(Way.CONCURRENT.recordingOf(7)).isEqualTo(7);
  }
}
