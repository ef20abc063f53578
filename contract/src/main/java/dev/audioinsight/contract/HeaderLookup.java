package dev.audioinsight.contract;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The headers of a record, by name. */
@FunctionalInterface
public interface HeaderLookup {
  /** A record without headers. */
  HeaderLookup NONE = name -> Optional.empty();

  /** The value of the last header of this name that has one; not a copy. */
  Optional<byte[]> value(String name);

  /** The same as text; empty, too, where it is not UTF-8. */
  default Optional<String> text(String name) {
    return value(name).flatMap(HeaderLookup::utf8);
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
