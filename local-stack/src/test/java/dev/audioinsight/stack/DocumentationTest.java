package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Feared: documents that the code has left behind. */
class DocumentationTest {
  /** The rows of the table that begins so. */
  private static List<String> rows(String document, String head) throws IOException {
    return Files.readAllLines(ROOT.resolve(document)).stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static final Path ROOT = Path.of("..");

  @Test
  void shouldNameOnlyTestsThatExist() throws IOException {
    Set<String> tests = testClasses();

    for (String document : List.of("ARCHITECTURE.md", "docs/reliability.md")) {
      List<String> named = found(document, "`(\\w+(?:Test|IT))`");

      assertThat(named).as(document).hasSizeGreaterThan(10);
      assertThat(tests).as(document).containsAll(named);
    }
  }

  @Test
  void shouldNameATestForEachFault() throws IOException {
    List<String> rows = rows("docs/reliability.md", "| fault | what a user sees");

    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(rows).allMatch(row -> row.matches("(\\|[^|]+){3}\\|[^|]*`\\w+(?:Test|IT)`[^|]*\\|"));
  }

  @Test
  void shouldNameTheTestOfEachThingThatIsRefused() throws IOException {
    List<String> rows = rows("docs/security.md", "| tried | answered");
    Set<String> methods = testMethods();

    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows)
        .allSatisfy(
            row -> {
              Matcher named = Pattern.compile("\\| `(\\w+\\.\\w+)` \\|$").matcher(row);
              assertThat(named.find()).as(row).isTrue();
              assertThat(methods).contains(named.group(1));
            });
  }

  @Test
  void shouldLinkOnlyToFilesThatExist() throws IOException {
    for (String document :
        List.of(
            "README.md",
            "ARCHITECTURE.md",
            "models/README.md",
            "docs/security.md",
            "docs/recipes.md",
            "docs/kubernetes.md",
            "docs/sizing.md")) {
      Path folder = ROOT.resolve(document).getParent();
      for (String link : found(document, "\\]\\(([^)#:]+)\\)")) {
        assertThat(folder.resolve(link)).as(document).exists();
      }
    }
  }

  @Test
  void shouldKeepTheReadmeShort() throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void shouldClaimOnlyOptionsThatCommandsHave() throws IOException {
    String help = sources();

    for (String option : found("README.md", "[` ](--[a-z][a-z0-9-]+)")) {
      assertThat(help).as(option).contains("\"" + option + "\"");
    }
  }

  private static List<String> found(String document, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(ROOT.resolve(document)))
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(text -> !text.equals("--build") && !text.equals("--help"))
        .toList();
  }

  private static Set<String> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }

  /** All methods of tests, as {@code Class.method}. */
  private static Set<String> testMethods() throws IOException {
    Set<String> methods = new HashSet<>();
    for (String module : List.of("contract", "worker", "producer-cli", "local-stack")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String name = String.valueOf(file.getFileName()).replace(".java", "");
          Pattern.compile("void (should\\w+)\\(")
              .matcher(Files.readString(file))
              .results()
              .forEach(match -> methods.add(name + "." + match.group(1)));
        }
      }
    }
    return methods;
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("worker", "producer-cli", "local-stack")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
