package dev.audioinsight.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a signed link in a log. */
class AudioSourceTest {
  @ParameterizedTest
  @CsvSource({
    "https://ann:x@a.example:8443/b.wav?token=s3cret#s3cret, Remote[https://a.example/b.wav]",
    "https://s3cret@a_b/b.wav?token=s3cret, Remote[https:/b.wav]",
    "file:///a/b.wav, Remote[file:/a/b.wav]",
    "mailto:s3cret, Remote[mailto:]"
  })
  void shouldShowNoSecretOfAUri(String uri, String shown) {
    assertThat(new AudioSource.Remote(URI.create(uri))).hasToString(shown);
  }
}
