package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import dev.audioinsight.worker.hostile.Allocation;
import dev.audioinsight.worker.hostile.Mutations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The metadata of a commit can be written by anybody who may commit for the group, its checksum
 * included.
 */
class CommitMetadataFuzzTest {
  private static final int BODY_AT = 6;

  /** A map of the widest span, made twice, at less than 100 bytes for an offset. */
  private static final long LIMIT_BYTES = 2L * CommitMetadata.MAX_SPAN * 100 + (1 << 16);

  /** Bytes of metadata, in which the checksum is still to be put right. */
  static Stream<byte[]> seeds() {
    CrashMark mark =
        new CrashMark(
            Optional.of(new CrashMark.Dirty(-1, 200)),
            1,
            Optional.of(new CrashMark.Suspects(1_300, 7, 2)));
    TreeMap<Long, Integer> everySecond = new TreeMap<>();
    for (long offset = 0; offset < 400; offset += 2) {
      everySecond.put(offset, (int) (offset % 3));
    }
    long last = Long.MAX_VALUE - 1;
    TreeMap<Long, Integer> atTheEnd = new TreeMap<>();
    for (long offset = last - 40; offset < last; offset++) {
      atTheEnd.put(offset, 1);
    }
    return Stream.of(
            Progress.upTo(42),
            new Progress(1_200, new TreeMap<>(Map.of(1_187L, 2, 1_190L, 1))),
            new Progress(1_200, new TreeMap<>(Map.of(1_187L, 2)), mark),
            new Progress(400, everySecond, mark.resting()),
            new Progress(CommitMetadata.MAX_SPAN, new TreeMap<>(Map.of(0L, 127))),
            new Progress(Long.MAX_VALUE, new TreeMap<>(Map.of(last, 1))),
            new Progress(Long.MAX_VALUE, atTheEnd, mark.resting()))
        .map(progress -> Base64.getUrlDecoder().decode(CommitMetadata.encode(progress)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void shouldReadOrRefuseAnyBytesUnderAChecksumThatIsRight(byte[] bytes) throws Exception {
    check(offset(bytes), sealed(bytes));
  }

  @Test
  void shouldReadOrRefuseDamagedBytesUnderAChecksumThatIsRight() {
    Mutations.each(seeds().toList(), bytes -> check(offset(bytes), sealed(bytes)));
  }

  @Property
  void shouldReadOrRefuseAnyText(@ForAll long offset, @ForAll byte[] bytes) throws Exception {
    check(offset, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static void check(long offset, String metadata) throws Exception {
    try {
      Progress progress =
          Allocation.within(LIMIT_BYTES, () -> CommitMetadata.decode(offset, metadata));

      assertThat(progress.base()).isEqualTo(offset);
      assertThat(CommitMetadata.fits(progress.base(), progress.top())).isTrue();
      assertThat(CommitMetadata.decode(offset, CommitMetadata.encode(progress)))
          .isEqualTo(progress);
    } catch (UnreadableMetadataException e) {
      assertThat(e.getMessage()).hasSizeBetween(1, 100);
    }
  }

  /** The text with its checksum put right; without that a fuzzer sees nothing behind it. */
  private static String sealed(byte[] bytes) {
    if (bytes.length >= BODY_AT) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, 2);
      crc.update(bytes, BODY_AT, bytes.length - BODY_AT);
      ByteBuffer.wrap(bytes).putInt(2, (int) crc.getValue());
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The offset that the bytes were written for, by their own word. */
  private static long offset(byte[] bytes) {
    long value = 0;
    for (int i = BODY_AT; i < Math.min(bytes.length, BODY_AT + 9); i++) {
      value |= (long) (bytes[i] & 0x7F) << (7 * (i - BODY_AT));
      if (bytes[i] >= 0) {
        break;
      }
    }
    return value;
  }
}
