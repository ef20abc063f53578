package dev.audioinsight.worker;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and Ctrl-C into a request to stop, and leaves the JVM as it is.
 *
 * <p>A shutdown hook would not do: ONNX Runtime has one of its own, which runs at the same time and
 * takes its environment away from running inferences; they fail, or crash the process. {@code
 * sun.misc.Signal} is reached by reflection, as Kafka does it: not every JVM has it. Thread-safe.
 */
public final class StopSignal {
  private static final Logger log = LoggerFactory.getLogger(StopSignal.class);

  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignal() {}

  /** From here on the signals end nothing by themselves. */
  public static StopSignal install() {
    StopSignal stop = new StopSignal();
    for (String name : new String[] {"TERM", "INT"}) {
      try {
        stop.handle(name);
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Such as a JVM that was started with -Xrs; the signal then ends it as ever.
        log.warn("SIG{} ends this process without a drain: {}", name, e.toString());
      }
    }
    return stop;
  }

  private void handle(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object ask =
        Proxy.newProxyInstance(
            StopSignal.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "handle" -> asked.countDown();
                case "hashCode" -> {
                  return System.identityHashCode(proxy);
                }
                case "equals" -> {
                  return proxy == arguments[0];
                }
                default -> {
                  return "stop on SIG" + name;
                }
              }
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), ask);
  }

  /** Waits until the process is asked to stop; false if it was not within the time. */
  public boolean await(Duration limit) throws InterruptedException {
    return asked.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the process was asked to stop. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }
}
