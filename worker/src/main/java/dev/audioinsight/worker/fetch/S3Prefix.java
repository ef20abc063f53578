package dev.audioinsight.worker.fetch;

/**
 * The objects of one bucket that a worker may read: all, or one and those below it. Immutable.
 *
 * @param prefix whole segments of a key, without a slash at the end; empty for all
 */
record S3Prefix(String bucket, String prefix) {

  /**
   * @param text {@code bucket} or {@code bucket/prefix}
   */
  static S3Prefix of(String text) {
    int slash = text.indexOf('/');
    String bucket = slash < 0 ? text : text.substring(0, slash);
    String prefix = slash < 0 ? "" : text.substring(slash + 1).replaceAll("/+$", "");
    if (!S3Object.isBucket(bucket) || !S3Object.isPlain(prefix)) {
      throw new IllegalArgumentException("'" + text + "' is not a bucket, nor bucket/prefix");
    }
    return new S3Prefix(bucket, prefix);
  }

  /** Segments count as a whole: {@code calls} opens {@code calls/x}, and not {@code calls-x}. */
  boolean contains(S3Object object) {
    return object.bucket().equals(bucket)
        && (prefix.isEmpty()
            || object.key().equals(prefix)
            || object.key().startsWith(prefix + "/"));
  }
}
