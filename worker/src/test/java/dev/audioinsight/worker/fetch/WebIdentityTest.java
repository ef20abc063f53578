package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** Feared: a part of AWS's library that is found by its name alone is not in the worker. */
class WebIdentityTest {
  private static final String ANSWER =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials>
          <AccessKeyId>key-of-the-role</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
          <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
        </Credentials></AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>
      """;

  @TempDir Path folder;
  private Map<String, String> properties = Map.of();

  @AfterEach
  void clear() {
    properties.keySet().forEach(System::clearProperty);
  }

  @Test
  void shouldGetCredentialsAsAPodOfKubernetesDoes() throws Exception {
    assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "the environment has other credentials");
    Path token = Files.writeString(folder.resolve("token"), "token-of-the-pod");
    try (RawServer service =
        RawServer.saying(
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: "
                + ANSWER.length()
                + "\r\n\r\n"
                + ANSWER)) {
      properties =
          Map.of(
              "aws.webIdentityTokenFile", token.toString(),
              "aws.roleArn", "arn:aws:iam::123456789012:role/reader",
              "aws.region", "eu-central-1",
              "aws.disableEc2Metadata", "true",
              "aws.endpointUrlSts", "http://127.0.0.1:" + service.port());
      properties.forEach(System::setProperty);

      try (DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build()) {
        AwsCredentials credentials = chain.resolveCredentials();

        assertThat(credentials.accessKeyId()).isEqualTo("key-of-the-role");
        assertThat(service.requests()).hasSize(1);
      }
    }
  }
}
