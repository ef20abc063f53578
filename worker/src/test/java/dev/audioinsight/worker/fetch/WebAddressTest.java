package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a spelling that the check reads as one host and the connection as another. */
class WebAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://a.example, http://a.example:80, /",
    "HTTPS://A.Example./b%20c?d=e#f, https://a.example:443, /b%20c?d=e",
    "http://[::1]:8080/x, http://[::1]:8080, /x",
    "http://8.8.8.8@127.0.0.1/, http://127.0.0.1:80, /",
    "http://a.example//127.0.0.1/x, http://a.example:80, //127.0.0.1/x"
  })
  void shouldReadOneHost(String uri, String origin, String path) throws Exception {
    WebAddress address = WebAddress.of(URI.create(uri));

    assertThat(address.origin()).isEqualTo(origin);
    assertThat(address.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://1.2.3.04/",
        "http://a.example.0x7f/",
        "http://a_b.example/",
        "http://a.example:0/",
        "http://a.example:99999/",
        "http:///a",
        "http:a.example",
        "http://./",
        "http://[fe80::1%25eth0]/",
        "ftp://a.example/"
      })
  void shouldRefuseOtherSpellings(String uri) {
    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () -> {
              WebAddress address = WebAddress.of(URI.create(uri));
              // 127.0.0.1. is read as the address that it is, and refused as that.
              HostPolicy.PUBLIC.require(
                  address, java.util.List.of(Literals.address(address.host())));
            });

    assertThat(failure).as(uri).isNotNull();
    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://my_store:9000/a", "https://ann:s3cret@a_b.example/", "http://_/?s3cret"})
  void shouldSayThatANameHasAnUnderscore(String uri) {
    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> WebAddress.of(URI.create(uri)));

    assertThat(failure.error().message())
        .contains("underscore")
        .doesNotContain("s3cret", "my_store", "a_b");
  }

  @Test
  void shouldTakeUserInfoToTheSameServerAlone() throws Exception {
    WebAddress first = WebAddress.of(URI.create("https://ann:x@a.example/1"));

    assertThat(first.redirectedTo("/2").userInfo()).contains("ann:x");
    assertThat(first.redirectedTo("https://b.example/2").userInfo()).isEmpty();
    assertThat(first.redirectedTo("https://a.example:8443/2").userInfo()).isEmpty();
    assertThat(first.redirectedTo("https://eve:y@b.example/2").userInfo()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a.example/", "file:///etc/passwd", "ftp://a/", "::", "mailto:a"})
  void shouldRefuseRedirectsToWhereNoAudioIs(String location) throws Exception {
    WebAddress first = WebAddress.of(URI.create("https://a.example/1"));

    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> first.redirectedTo(location));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @Test
  void shouldNotShowSecrets() throws Exception {
    WebAddress address = WebAddress.of(URI.create("https://ann:x@a.example/1?token=s3cret"));

    assertThat(address).hasToString("https://a.example:443");
  }
}
