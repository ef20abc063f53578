package dev.audioinsight.bench.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown, padded so that it reads well on a terminal. Confined to one thread. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... head) {
    rows.add(List.of(head));
  }

  /** Adds a row of as many cells as the head has. */
  public Table row(Object... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells below " + rows.get(0));
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 3));
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, rows.get(0), widths);
    line(text, widths.stream().map("-"::repeat).toList(), widths);
    rows.stream().skip(1).forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> row, List<Integer> widths) {
    for (int i = 0; i < row.size(); i++) {
      text.append("| ")
          .append(row.get(i))
          .append(" ".repeat(widths.get(i) - row.get(i).length()))
          .append(' ');
    }
    text.append("|\n");
  }
}
