package dev.audioinsight.stack.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The programs that a page shows: code blocks whose first line names their file. Immutable. */
public final class CodeBlocks {
  /** A block with a first line such as {@code # name.py: what it does}. */
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```\\w*\n((?:#|//) ([\\w.-]+): .*?)^```$");

  private final Map<String, String> programs = new TreeMap<>();

  private CodeBlocks() {}

  public static CodeBlocks of(Path page) throws IOException {
    CodeBlocks blocks = new CodeBlocks();
    BLOCK.matcher(Files.readString(page)).results().forEach(blocks::add);
    return blocks;
  }

  private void add(MatchResult block) {
    if (programs.put(block.group(2), block.group(1)) != null) {
      throw new AssertionError("two programs are called " + block.group(2));
    }
  }

  /** Writes each to a file of its name. */
  public void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Files.writeString(folder.resolve(program.getKey()), program.getValue());
    }
  }
}
