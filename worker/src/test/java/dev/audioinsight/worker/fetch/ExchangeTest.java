package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feared: a fetch that its job's end meets between two steps of the client, taken for a fault of
 * ours. Which of these the real client throws is a matter of microseconds, see {@link
 * FetchEndsWithItsJobTest}.
 */
class ExchangeTest {
  static Stream<RuntimeException> thrownBetweenSteps() {
    return Stream.of(new IllegalStateException("closed"), new NullPointerException("Connection"));
  }

  @ParameterizedTest
  @MethodSource("thrownBetweenSteps")
  void shouldTakeWhateverTheClientThrowsAfterAnAbortForTheAbort(RuntimeException thrown) {
    Cancellation cancellation = new Cancellation();

    assertThatExceptionOfType(InterruptedIOException.class)
        .isThrownBy(() -> open(new Client(thrown, cancellation::cancel), cancellation));
  }

  @ParameterizedTest
  @MethodSource("thrownBetweenSteps")
  void shouldNotHideAFaultOfTheClient(RuntimeException thrown) {
    assertThatThrownBy(() -> open(new Client(thrown, () -> {}), new Cancellation()))
        .isSameAs(thrown);
  }

  private static void open(Client client, Cancellation cancellation) throws Exception {
    WebAddress at = WebAddress.of(URI.create("http://audio.example/"));
    Exchange.open(
        client,
        WebRequest.of(at, HostPolicy.PUBLIC),
        InetAddress.getLoopbackAddress(),
        cancellation);
  }

  /** Throws between two of its steps. */
  private static final class Client extends CloseableHttpClient {
    private final RuntimeException thrown;
    private final Runnable meanwhile;

    Client(RuntimeException thrown, Runnable meanwhile) {
      this.thrown = thrown;
      this.meanwhile = meanwhile;
    }

    @Override
    protected CloseableHttpResponse doExecute(
        HttpHost target, ClassicHttpRequest request, HttpContext context) {
      meanwhile.run();
      throw thrown;
    }

    @Override
    public void close() {}

    @Override
    public void close(CloseMode mode) {}
  }
}
