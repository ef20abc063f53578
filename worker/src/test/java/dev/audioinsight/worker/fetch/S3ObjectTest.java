package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a URI that means one object here and another to the store. */
class S3ObjectTest {

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a, bucket, a",
    "S3://bucket/a/b.wav, bucket, a/b.wav",
    "s3://my_old.Bucket-1/a, my_old.Bucket-1, a",
    "s3://bucket/a%2Fb, bucket, a/b",
    "s3://bucket/a+b%2B%25, bucket, a+b+%",
    "s3://bucket/...a/b.., bucket, ...a/b..",
    "s3://bucket//a//b, bucket, /a//b"
  })
  void shouldTakeBucketAndKeyOutOfAUri(String uri, String bucket, String key) throws Exception {
    assertThat(S3Object.of(URI.create(uri))).isEqualTo(new S3Object(bucket, key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:bucket/a",
        "s3:/bucket/a",
        "s3:///a",
        "s3://bucket",
        "s3://bucket/",
        "s3://b/a",
        "s3://-bucket/a",
        "s3://ann@bucket/a",
        "s3://ann:s3cret@bucket/a",
        "s3://bucket:443/a",
        "s3://[::1]/a",
        "s3://bucket/a?versionId=s3cret",
        "s3://bucket/a?",
        "s3://bucket/a#s3cret",
        "s3://bucket/.",
        "s3://bucket/..",
        "s3://bucket/./a",
        "s3://bucket/a/..",
        "s3://bucket/a/%2E%2E/b",
        "s3://bucket/a%2F..%2Fb",
        "s3://bucket/a%00b",
        "s3://bucket/a%0D%0Ab",
        "s3://bucket/a%7Fb",
        "s3://bucket/%FF",
        "s3://bucket/%C3%28"
      })
  void shouldRefuseWhatIsNoPlainNameOfOneObject(String uri) {
    assertThatThrownBy(() -> S3Object.of(URI.create(uri)))
        .isInstanceOfSatisfying(
            JobFailedException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI))
        .message()
        .doesNotContain("s3cret", "ann");
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, a, true",
    "bucket, a/b, true",
    "bucke, a, false",
    "bucket/calls, calls, true",
    "bucket/calls, calls/x, true",
    "bucket/calls/, calls/x, true",
    "bucket/calls//, calls/x, true",
    "bucket/calls, calls-secret/x, false",
    "bucket/calls, call, false",
    "bucket/calls, Calls/x, false",
    "bucket/calls, /calls/x, false",
    "bucket/calls/2026, calls/x, false",
    "bucket/calls/2026, calls/2026/x, true"
  })
  void shouldOpenWholeSegmentsOfAKey(String open, String key, boolean expected) {
    assertThat(S3Prefix.of(open).contains(new S3Object("bucket", key))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "s3://bucket/a", "b", "bucket/..", "bucket/a/../b", "*"})
  void shouldOpenNothingThatIsNoPrefix(String open) {
    assertThatThrownBy(() -> S3Prefix.of(open)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldKeepBucketsApartThatBeginAlike() throws Exception {
    assertThat(S3Prefix.of("audio").contains(S3Object.of(URI.create("s3://audio2/a")))).isFalse();
  }
}
