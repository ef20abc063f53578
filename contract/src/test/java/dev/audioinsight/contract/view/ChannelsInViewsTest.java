package dev.audioinsight.contract.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.ChannelResult.State;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Feared: a reader takes the second party of a call for the first. */
class ChannelsInViewsTest {
  private static final Speakers BOTH =
      new Speakers(
          2,
          0.9,
          Map.of("2", 0.9, "3", 0.1),
          List.of(new Speakers.Turn(0, 1_500, "S1", 0), new Speakers.Turn(1_000, 2_000, "S2", 1)),
          Map.of("S1", 0.6, "S2", 0.4));
  private static final Speech NONE = new Speech(0, 0, List.of());
  private static final Result CALL =
      new Result.Completed(
          "call",
          new AudioInfo(2_000, 8_000, 4, "wav", "0".repeat(64)),
          NONE,
          null,
          BOTH,
          List.of(
              new ChannelResult(0, State.LIVE, null, 0L, NONE, null, BOTH),
              new ChannelResult(1, State.LIVE, null, 400L, NONE, null, null),
              new ChannelResult(2, State.SILENT, null, 0L, NONE, null, null),
              ChannelResult.duplicate(3, 1)),
          null,
          null,
          null,
          null);

  @Test
  void shouldShowALineForEachChannelBelowTheRecordings() {
    List<String> rows = new ResultTable(20).rows("call.wav", CALL);

    assertThat(rows)
        .hasSize(5)
        .satisfiesExactly(
            row -> assertThat(row).startsWith("call.wav").contains("0.90"),
            row -> assertThat(row).startsWith("  channel 0").contains("0.90"),
            row -> assertThat(row).startsWith("  channel 1"),
            row -> assertThat(row).isEqualTo("  channel 2 is silent"),
            row -> assertThat(row).isEqualTo("  channel 3 is the same as channel 1"));
    assertThat(ResultFormat.TABLE.text(20).of("call.wav", CALL).lines()).hasSize(5);
  }

  @Test
  void shouldCountTheChannelsOfRttmFromOne() {
    assertThat(ResultFormat.RTTM.text(20).of("call", CALL).lines())
        .containsExactly(
            "SPEAKER call 1 0.000 1.500 <NA> <NA> S1 <NA> <NA>",
            "SPEAKER call 2 1.000 1.000 <NA> <NA> S2 <NA> <NA>");
  }
}
