package dev.audioinsight.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.view.ResultFormat;
import dev.audioinsight.contract.view.ResultOutput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: turns that are exported and read back as others. */
class RttmRoundTripTest {
  @TempDir Path folder;

  @Test
  void shouldReadTheTurnsThatWereExported() throws Exception {
    List<Speakers.Turn> turns =
        List.of(
            new Speakers.Turn(320, 4_110, "S1"),
            new Speakers.Turn(4_001, 4_002, "S2"),
            new Speakers.Turn(3_599_999, 43_200_000, "S1"));
    Result result =
        new Result.Completed(
            "my call",
            new AudioInfo(43_200_000, 16_000, 1, "wav", "0".repeat(64)),
            new Speech(0, 0, List.of()),
            null,
            new Speakers(2, 1, Map.of("2", 1.0), turns, Map.of()),
            null,
            null,
            null,
            null);
    PrintWriter nowhere = new PrintWriter(new StringWriter());

    new ResultOutput(ResultFormat.RTTM, 12, Optional.of(folder), nowhere, nowhere)
        .write("my call", result);

    List<Rttm.Turn> read = Rttm.turns(folder.resolve("my%20call.rttm"));
    assertThat(read)
        .extracting(
            turn ->
                new Speakers.Turn(
                    Math.round(turn.start() * 1_000),
                    Math.round(turn.end() * 1_000),
                    turn.speaker()))
        .isEqualTo(turns);
    assertThat(Files.readString(folder.resolve("my%20call.rttm"))).startsWith("SPEAKER my%20call ");
  }
}
