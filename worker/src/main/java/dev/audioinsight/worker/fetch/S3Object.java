package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.net.URI;
import java.util.Arrays;

/**
 * An object of an S3 store, taken out of a URI: {@code s3://bucket/key}, the key percent-decoded
 * once, as UTF-8. Immutable.
 *
 * @param key without segments that lead upwards: some servers follow those
 */
record S3Object(String bucket, String key) {
  static final String SCHEME = "s3";

  /** What any S3 store takes for a name; nothing of it can lead to another host. */
  private static final String BUCKET = "[A-Za-z0-9][A-Za-z0-9._-]{1,254}";

  /**
   * @throws JobFailedException with {@code FORBIDDEN_URI} if it names no object, or more than that
   */
  static S3Object of(URI uri) throws JobFailedException {
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw forbidden("an s3: URI has a bucket, a key and nothing else; ? and # are %3F and %23");
    }
    String bucket = uri.getRawAuthority();
    if (bucket == null || !isBucket(bucket)) {
      throw forbidden("an s3: URI names its bucket as s3://bucket/key, without user or port");
    }
    String path = uri.getPath();
    if (path.length() < 2) {
      throw forbidden("the s3: URI names no object");
    }
    String key = path.substring(1);
    if (!isPlain(key)) {
      throw forbidden("the key has a segment of dots, a control character or bytes not in UTF-8");
    }
    return new S3Object(bucket, key);
  }

  static boolean isBucket(String name) {
    return name.matches(BUCKET);
  }

  /** Whether a key means the same to everybody. */
  static boolean isPlain(String key) {
    return key.codePoints().noneMatch(S3Object::isAmbiguous)
        && Arrays.stream(key.split("/", -1)).noneMatch(part -> part.matches("\\.\\.?"));
  }

  /** A control character, or what stands for bytes that are no text. */
  private static boolean isAmbiguous(int c) {
    return Character.isISOControl(c)
        || c == '\uFFFD'
        || Character.getType(c) == Character.SURROGATE;
  }

  private static JobFailedException forbidden(String message) {
    return new JobFailedException(ErrorCode.FORBIDDEN_URI, message);
  }
}
