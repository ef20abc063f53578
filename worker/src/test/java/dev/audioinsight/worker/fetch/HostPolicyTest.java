package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feared: a list of hosts that lets a look-alike pass, or an opening that opens more than it says.
 */
class HostPolicyTest {
  private static final HostPolicy LISTED =
      new HostPolicy(List.of("A.example.", "*.b.example"), List.of("store"));

  @ParameterizedTest
  @CsvSource({
    "a.example, true",
    "A.EXAMPLE., true",
    "x.b.example, true",
    "x.y.b.example, true",
    "store, true",
    "b.example, false",
    "xb.example, false",
    "x.a.example, false",
    "a.example.evil.example, false",
    "store.evil.example, false"
  })
  void shouldLetListedHostsPassAlone(String host, boolean passes) throws Exception {
    WebAddress address = WebAddress.of(URI.create("http://" + host + "/"));

    assertThat(catchThrowable(() -> LISTED.require(address)) == null).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, 8.8.8.8, true",
    "a.example, 10.0.0.1, false",
    "a.example, 8.8.8.8 10.0.0.1, false",
    "store, 10.0.0.1, true",
    "store, 10.0.0.1 ::1, true",
    "store, 169.254.169.254, false",
    "store, 10.0.0.1 169.254.169.254, false"
  })
  void shouldRefuseAHostForAnyOfItsAddresses(String host, String addresses, boolean passes)
      throws Exception {
    WebAddress address = WebAddress.of(URI.create("http://" + host + "/"));
    var all = Stream.of(addresses.split(" ")).map(Literals::address).toList();

    assertThat(catchThrowable(() -> LISTED.require(address, all)) == null).isEqualTo(passes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.internal", "*", "a/b", "http://a"})
  void shouldTakeNoPatternsAsPrivateHosts(String host) {
    assertThatThrownBy(() -> new HostPolicy(List.of(), List.of(host)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
