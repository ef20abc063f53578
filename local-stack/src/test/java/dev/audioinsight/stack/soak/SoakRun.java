package dev.audioinsight.stack.soak;

import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.BrokerProcess;
import dev.audioinsight.stack.harness.Ports;
import dev.audioinsight.stack.harness.RealWorkerMain;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One soak, from an empty broker to a report: one worker as its users start it, and a topic that is
 * never empty. Confined to one thread.
 */
final class SoakRun {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** For the backlog of the last moment; a hundred times what it needs. */
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(30);

  private static final int PARTITIONS = 4;
  private static final int MAX_RECORD_BYTES = 2 << 20;
  private static final long RETENTION_BYTES = 2L << 30;

  /** The jobs that wait or run are kept between these. */
  private static final int BACKLOG_LOW = 200;

  private static final int BACKLOG_HIGH = 400;
  private static final int BATCH = 8;

  private final Duration length;
  private final Path brokerData;
  private final Path folder;
  private final Topics topics = Topics.fresh("soak");
  private int sent;
  private boolean filling = true;

  /**
   * @param brokerData an empty folder
   * @param folder for what was seen
   */
  SoakRun(Duration length, Path brokerData, Path folder) {
    this.length = length;
    this.brokerData = brokerData;
    this.folder = folder;
  }

  /** Performs it. */
  SoakReport perform() throws Exception {
    Files.createDirectories(folder);
    InlineJobs jobs = new InlineJobs(Path.of("..", "samples"), new Random(1));
    try (BrokerProcess broker = startBroker()) {
      createTopics(broker.bootstrapServers());
      try (WorkerProcess worker = startWorker(broker.bootstrapServers());
          AnswerCount answers = new AnswerCount(broker.bootstrapServers(), topics.results());
          Sender sender =
              new Sender(
                  broker.bootstrapServers(),
                  topics.jobs(),
                  Map.of("max.request.size", MAX_RECORD_BYTES));
          MemoryLog memory = new MemoryLog(worker.pid(), metrics(worker), folder)) {
        try {
          return soak(jobs, worker, answers, sender, memory);
        } finally {
          Files.writeString(folder.resolve("worker.txt"), worker.output());
        }
      }
    }
  }

  private SoakReport soak(
      InlineJobs jobs, WorkerProcess worker, AnswerCount answers, Sender sender, MemoryLog memory)
      throws Exception {
    long start = System.nanoTime();
    while (worker.isAlive() && System.nanoTime() - start < length.toNanos()) {
      fill(jobs, sender, answers);
      answers.read(Duration.ofMillis(200));
      memory.lookIfDue();
    }
    double jobsPerSecond = answers.answered() / ((System.nanoTime() - start) / 1e9);
    double peak = worker.isAlive() ? memory.peak() : Double.NaN;
    awaitAnswers(worker, answers);
    int exitCode = worker.isAlive() ? worker.terminate() : worker.exitCode();
    answers.readToEnd();
    return new SoakReport(
        sent,
        answers.answered(),
        answers.twice(),
        answers.withSpeech(),
        answers.firstFailure(),
        jobsPerSecond,
        peak,
        memory.trend(MemoryLog.Look::resident),
        memory.trend(MemoryLog.Look::outsideHeap),
        exitCode,
        worker.hasPrinted("OutOfMemoryError"));
  }

  /** Sends some jobs, if the backlog has fallen to its low mark and not yet risen to its high. */
  private void fill(InlineJobs jobs, Sender sender, AnswerCount answers) {
    int backlog = sent - answers.answered();
    filling = filling ? backlog < BACKLOG_HIGH : backlog < BACKLOG_LOW;
    if (filling) {
      List<byte[]> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(jobs.job(sent++));
      }
      sender.sendAllRaw(batch);
    }
  }

  private void awaitAnswers(WorkerProcess worker, AnswerCount answers) {
    long start = System.nanoTime();
    while (worker.isAlive()
        && answers.answered() < sent
        && System.nanoTime() - start < DRAIN_LIMIT.toNanos()) {
      answers.read(Duration.ofMillis(200));
    }
  }

  /** A broker that looks every 15 s whether a topic is over its size. */
  private BrokerProcess startBroker() {
    return BrokerProcess.start(
        brokerData,
        Ports.free(),
        Map.of("log.retention.check.interval.ms", "15000", "log.segment.delete.delay.ms", "1000"),
        process -> {});
  }

  private void createTopics(String bootstrapServers) throws Exception {
    Map<String, String> configs =
        Map.of(
            "max.message.bytes", Integer.toString(MAX_RECORD_BYTES),
            "retention.bytes", Long.toString(RETENTION_BYTES / PARTITIONS),
            "segment.bytes", Integer.toString(64 << 20));
    List<NewTopic> all =
        Stream.of(topics.jobs(), topics.results(), topics.deadLetters())
            .map(name -> new NewTopic(name, PARTITIONS, (short) 1).configs(configs))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(all).all().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** With the environment of the start script. */
  private WorkerProcess startWorker(String bootstrapServers) {
    List<String> arguments = new ArrayList<>(topics.workerArguments(bootstrapServers, brokerData));
    arguments.addAll(List.of("--threads", "2"));
    arguments.addAll(List.of("-K", "producer.max.request.size=" + MAX_RECORD_BYTES));
    return WorkerProcess.start(
        List.of("-Xmx512m"),
        Map.of("MALLOC_ARENA_MAX", "2"),
        RealWorkerMain.class.getName(),
        arguments);
  }

  private static Metrics metrics(WorkerProcess worker) {
    Pattern listening = Pattern.compile("listening on http://[^:]+:(\\d+)");
    await("the worker's start")
        .atMost(START_LIMIT)
        .until(() -> listening.matcher(worker.output()).find() || !worker.isAlive());
    Matcher port = listening.matcher(worker.output());
    if (!port.find()) {
      throw new IllegalStateException("the worker has ended:\n" + worker.output());
    }
    return new Metrics(Integer.parseInt(port.group(1)));
  }
}
