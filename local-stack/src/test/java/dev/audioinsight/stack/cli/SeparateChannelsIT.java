package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.cli.Main;
import dev.audioinsight.contract.ChannelResult;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a call's two channels go through Kafka, and come back as one. */
class SeparateChannelsIT extends KafkaIT {
  private static final Path SAMPLES = Path.of("..", "samples");

  /** The man's channel hears the woman at -20 dB, 25 ms later. */
  private static final int LATER = 400;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldAnswerACallWithALineForEachChannel() throws Exception {
    Files.write(folder.resolve("call.wav"), call());
    worker();

    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "submit",
                "--bootstrap-servers",
                bootstrapServers(),
                "--topic",
                topics.jobs(),
                "--results-topic",
                topics.results(),
                "--wait",
                "--channels",
                "separate",
                folder.resolve("call.wav").toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString().lines()).hasSize(4);
    assertThat(out.toString()).contains("  channel 0", "  channel 1");
    reader.awaitRecords(1, LIMIT);
    Result.Completed result = (Result.Completed) reader.results().get(0);
    assertThat(result.speakers().count()).isEqualTo(2);
    assertThat(result.channelResults())
        .extracting(channel -> channel.speakers().count())
        .containsExactly(1, 1);
    assertThat(result.channelResults()).extracting(ChannelResult::channel).containsExactly(0, 1);
    assertThat(result.channelResults().get(1).leakedMs()).isGreaterThan(3_000);
  }

  private void worker() {
    InsightEngine engine =
        opened(
            InsightEngine.load(
                Path.of("..", "models"), new AudioFetcher(List.of(folder)), Limits.DEFAULT));
    opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(bootstrapServers(), Map.of()), 1, "test/in-process", "test"),
            engine));
  }

  /**
   * A WAV file, 16 kHz, 16 bit: a woman on the first channel, and after her a man on the second.
   */
  private static byte[] call() throws IOException {
    short[] woman = sample("one-voice-clean.wav");
    short[] man = sample("one-voice-fan-10db.wav");
    int frames = woman.length + man.length;
    ByteBuffer file = ByteBuffer.allocate(44 + 4 * frames).order(ByteOrder.LITTLE_ENDIAN);
    file.put(Files.readAllBytes(SAMPLES.resolve("one-voice-clean.wav")), 0, 44);
    file.putInt(4, 36 + 4 * frames).putShort(22, (short) 2).putInt(28, 64_000);
    file.putShort(32, (short) 4).putInt(40, 4 * frames);
    for (int i = 0; i < frames; i++) {
      int leak = i >= LATER && i - LATER < woman.length ? woman[i - LATER] / 10 : 0;
      file.putShort(i < woman.length ? woman[i] : 0);
      file.putShort((short) (i < woman.length ? leak : man[i - woman.length]));
    }
    return file.array();
  }

  private static short[] sample(String name) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
    short[] samples = new short[(file.limit() - 44) / 2];
    file.position(44).slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }
}
