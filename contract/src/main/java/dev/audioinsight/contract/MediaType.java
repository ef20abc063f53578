package dev.audioinsight.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media type such as {@code audio/L16;rate=16000;channels=1} (RFC 2045, section 5.1), without
 * comments and escaped characters. Immutable.
 *
 * @param type in small letters
 * @param subtype in small letters
 * @param parameters by name, in small letters; values as they stand, without their quotes
 */
record MediaType(String type, String subtype, Map<String, String> parameters) {
  static final int MAX_LENGTH = 1_000;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern NAME = Pattern.compile("(" + TOKEN + ")/(" + TOKEN + ")");
  private static final Pattern PARAMETER =
      Pattern.compile("(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"\\\\]*)\")");

  MediaType {
    parameters = Map.copyOf(parameters);
  }

  /** Reads one; empty where the text is none, or gives a parameter twice. */
  static Optional<MediaType> of(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.split(";", -1));
    Matcher name = NAME.matcher(parts.get(0).strip());
    if (!name.matches()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : parts.subList(1, parts.size())) {
      Matcher parameter = PARAMETER.matcher(part.strip());
      if (part.isBlank()) {
        continue;
      }
      if (!parameter.matches()
          || parameters.put(small(parameter.group(1)), value(parameter)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new MediaType(small(name.group(1)), small(name.group(2)), parameters));
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private static String value(Matcher parameter) {
    return parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
  }

  private static String small(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
