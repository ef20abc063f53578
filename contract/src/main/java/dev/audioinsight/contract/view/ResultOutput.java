package dev.audioinsight.contract.view;

import dev.audioinsight.contract.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a command writes results: to one stream, or to a folder with a file for each. Confined to
 * one thread.
 */
public final class ResultOutput {
  private final ResultFormat format;
  private final ResultText text;
  private final Optional<Path> folder;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Writes the head where the results go to one stream.
   *
   * @param folder of the files, made where it is missing; empty for {@code out}
   * @param err for what the format cannot say
   */
  public ResultOutput(
      ResultFormat format, int nameWidth, Optional<Path> folder, PrintWriter out, PrintWriter err) {
    this.format = format;
    this.text = format.text(nameWidth);
    this.folder = folder;
    this.out = out;
    this.err = err;
    folder.ifPresentOrElse(ResultOutput::make, () -> out.print(text.head()));
    out.flush();
  }

  /**
   * Writes one result.
   *
   * @param name of the recording; in a folder that of its file, which replaces one of that name
   */
  public void write(String name, Result result) {
    String lines = text.of(name, result);
    text.unsaid(name, result).map(PlainText::of).ifPresent(err::println);
    err.flush();
    if (folder.isEmpty()) {
      out.print(lines);
      out.flush();
    } else if (!lines.isEmpty()) {
      write(folder.get().resolve(FileNames.of(name, format.extension())), text.head() + lines);
    }
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
