package dev.audioinsight.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user sees of the log, by the configuration that is shipped. */
class LogLinesTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldWriteOneLineWithTimeLevelThreadAndMessage() {
    assertThat(line("job a is done"))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  "
                + "\\[worker-poll] job a is done\\R");
  }

  @Test
  void shouldKeepALineBreakOfAJobOutOfTheLog() {
    assertThat(line("a\r\n2026-01-01 ERROR b\u2028c"))
        .endsWith("] a 2026-01-01 ERROR b c" + System.lineSeparator());
  }

  @Test
  void shouldLeaveStandardOutputToResults() {
    assertThat(appender().getTarget()).isEqualTo("System.err");
  }

  @Test
  void shouldLetKafkaSpeakFromWarningsOn() {
    assertThat(context.getLogger("org.apache.kafka.clients").getEffectiveLevel())
        .isEqualTo(Level.WARN);
    assertThat(context.getLogger("kafka.server").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("dev.audioinsight.worker").getEffectiveLevel())
        .isEqualTo(Level.INFO);
  }

  @Test
  void shouldNotRepeatEachAttemptToReachABroker() {
    assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").getEffectiveLevel())
        .isEqualTo(Level.ERROR);
  }

  private String line(String message) {
    Logger logger = context.getLogger(LogLinesTest.class);
    LoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, null, null);
    event.setThreadName("worker-poll");
    return new String(appender().getEncoder().encode(event), UTF_8);
  }

  private ConsoleAppender<ILoggingEvent> appender() {
    return (ConsoleAppender<ILoggingEvent>)
        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
  }
}
