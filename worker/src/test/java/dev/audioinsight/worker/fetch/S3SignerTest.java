package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Feared: a request that goes elsewhere than the operator has said, or shows its signature. */
class S3SignerTest {
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(
          AwsSessionCredentials.create("access-key", "secret-key", "session-token"));

  @Test
  void shouldAskAmazonInTheRegionOfTheBuckets() throws Exception {
    WebRequest request = signed(Optional.empty(), "calls/a b.wav");

    assertThat(request.at().origin()).isEqualTo("https://audio.s3.eu-central-1.amazonaws.com:443");
    assertThat(request.at().path())
        .startsWith("/calls/a%20b.wav?")
        .contains("X-Amz-Credential=access-key%2F", "%2Feu-central-1%2Fs3%2Faws4_request")
        .contains("X-Amz-Security-Token=session-token", "X-Amz-Signature=")
        .doesNotContain("secret-key");
    assertThat(request.followsRedirects()).isFalse();
  }

  @Test
  void shouldAskAStoreOfItsOwnWithTheBucketInThePath() throws Exception {
    WebRequest request = signed(Optional.of("http://minio.local:9000/store"), "a.wav");

    assertThat(request.at().origin()).isEqualTo("http://minio.local:9000");
    assertThat(request.at().path()).startsWith("/store/audio/a.wav?");
  }

  @Test
  void shouldSpellAKeyOfAnyLetters() throws Exception {
    WebRequest request = signed(Optional.of("http://minio.local:9000"), "f\u00FC/\u65E5.wav");

    assertThat(request.at().path()).startsWith("/audio/f%C3%BC/%E6%97%A5.wav?");
  }

  @Test
  void shouldShowNoSignatureInWords() throws Exception {
    WebRequest request = signed(Optional.of("http://minio.local:9000"), "a.wav");

    assertThat(request.toString()).isEqualTo("http://minio.local:9000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minio.local:9000",
        "ftp://minio.local",
        "http://",
        "http://my_store:9000",
        "http://ann:s3cret@minio.local",
        "http://minio.local?s3cret",
        "http://minio.local#s3cret",
        "no URI"
      })
  void shouldRefuseAnEndpointThatIsNoServer(String endpoint) {
    assertThatThrownBy(() -> S3Access.of(List.of("audio"), Optional.of(endpoint), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void shouldSayThatNoRegionIsKnown() {
    assumeTrue(System.getenv("AWS_REGION") == null, "the environment names a region");
    String property = "aws.disableEc2Metadata";
    System.setProperty(property, "true");
    System.setProperty("aws.configFile", "/nowhere");
    try {
      S3Access amazon = S3Access.of(List.of("audio"), Optional.empty(), Optional.empty());
      S3Access own =
          S3Access.of(List.of("audio"), Optional.of("http://minio.local"), Optional.empty());

      assertThatThrownBy(amazon::signingRegion)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--s3-region");
      assertThat(own.signingRegion()).hasToString("us-east-1");
    } finally {
      System.clearProperty(property);
      System.clearProperty("aws.configFile");
    }
  }

  private static WebRequest signed(Optional<String> endpoint, String key)
      throws InterruptedIOException, JobFailedException {
    S3Access access =
        new S3Access(List.of("audio"), endpoint.map(URI::create), Optional.of("eu-central-1"));
    try (S3Signer signer = new S3Signer(access, CREDENTIALS)) {
      return signer.sign(new S3Object("audio", key), new Cancellation());
    }
  }
}
