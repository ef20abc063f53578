package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.HeaderLookup;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.Source;
import java.util.List;
import java.util.Optional;

/**
 * One record of the jobs topic as it came: bytes, headers and where it stood. Immutable, provided
 * that nobody writes into the arrays.
 */
public final class JobRecord {
  private final Source source;
  private final long timestamp;
  private final byte[] key;
  private final byte[] value;
  private final List<Header> headers;
  private final long size;

  /**
   * @param key may be null
   * @param value may be null
   */
  public JobRecord(Source source, long timestamp, byte[] key, byte[] value, List<Header> headers) {
    this.source = source;
    this.timestamp = timestamp;
    this.key = key;
    this.value = value;
    this.headers = List.copyOf(headers);
    this.size = length(key) + length(value) + this.headers.stream().mapToLong(Header::held).sum();
  }

  /** The same record, begun once more. */
  JobRecord withAttempt(int attempt) {
    Source again = new Source(source.topic(), source.partition(), source.offset(), attempt);
    return new JobRecord(again, timestamp, key, value, headers);
  }

  public Source source() {
    return source;
  }

  /** Milliseconds since the epoch, as the broker keeps it. */
  public long timestamp() {
    return timestamp;
  }

  public Optional<byte[]> key() {
    return Optional.ofNullable(key);
  }

  /** The bytes themselves, or null for a tombstone. */
  public byte[] value() {
    return value;
  }

  public List<Header> headers() {
    return headers;
  }

  /** The id of a job that names none: that of a header, where a replay has set it. */
  public String defaultJobId() {
    HeaderLookup lookup = this::header;
    return lookup
        .text(DeadLetterHeaders.JOB_ID)
        .filter(Job::isId)
        .orElseGet(() -> Job.defaultId(source.topic(), source.partition(), source.offset()));
  }

  /** Reads the job that the record is. */
  Job job() throws InvalidJobException {
    return JobCodec.decode(value, this::header, defaultJobId());
  }

  /** The value of the last header of a name, as Kafka's own reading has it. */
  private Optional<byte[]> header(String name) {
    byte[] last = null;
    for (Header header : headers) {
      if (header.value() != null && header.name().equals(name)) {
        last = header.value();
      }
    }
    return Optional.ofNullable(last);
  }

  /** Bytes of key, value and headers: what holding this record costs. */
  public long size() {
    return size;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** One header of a record. Immutable, provided that nobody writes into the array. */
  public static final class Header {
    /** Of the objects that hold a header, however short: a million of them fit in a record. */
    private static final int OVERHEAD_BYTES = 100;

    private final String name;
    private final byte[] value;

    public Header(String name, byte[] value) {
      this.name = name;
      this.value = value;
    }

    public String name() {
      return name;
    }

    /** Characters of the name and bytes of the value. */
    public int size() {
      return name.length() + (value == null ? 0 : value.length);
    }

    private long held() {
      return (long) OVERHEAD_BYTES + size();
    }

    /** The bytes themselves; may be null. */
    public byte[] value() {
      return value;
    }
  }
}
