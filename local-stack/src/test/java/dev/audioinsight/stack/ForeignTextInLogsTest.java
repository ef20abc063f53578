package dev.audioinsight.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a job that writes lines of its own into a log, or steers the terminal of its reader. */
class ForeignTextInLogsTest {
  private static final String HOSTILE =
      "\u001b]0;owned\u0007\r\n2026-01-01 INFO forged\u2028\u202Egnp.exe\u009b2J\u0085";

  @ParameterizedTest
  @ValueSource(strings = {"logback.xml", "logback-stack.xml", "logback-cli.xml"})
  void shouldKeepAForeignTextOnItsLine(String configuration) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(ForeignTextInLogsTest.class.getResource("/" + configuration));
    Throwable fault =
        new IllegalStateException(HOSTILE, new IllegalArgumentException("inner " + HOSTILE));

    String plain = line(context, null);
    String withFault = line(context, fault);

    assertThat(plain.lines()).hasSize(1);
    assertThat(withFault.lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.matches("(\t|Caused by: |java.lang.IllegalStateException: ).*"));
    assertThat(withFault).startsWith(plain).contains("job ", "forged", "inner ");
    assertThat((plain + withFault).chars().filter(c -> c != '\n' && c != '\t'))
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
        .doesNotContain(0x2028);
    context.stop();
  }

  private static String line(LoggerContext context, Throwable fault) {
    Logger logger = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Encoder<ILoggingEvent> encoder =
        ((ConsoleAppender<ILoggingEvent>) logger.getAppender("stderr")).getEncoder();
    LoggingEvent event =
        new LoggingEvent("", logger, Level.ERROR, "job {}", fault, new Object[] {HOSTILE});
    event.setTimeStamp(0);
    return new String(encoder.encode(event), UTF_8);
  }
}
