package dev.audioinsight.cli.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.view.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A page of its own: markup, style, script and data in one file.
 *
 * <p>INVARIANT: a sender's text stands in the data alone, where no {@code <} is left of it; the
 * script sets it as text; and the page's policy lets no other script run. Immutable.
 */
final class ReportPage {
  private static final String TEMPLATE = resource("report.html");
  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");

  private final ReportData data;

  ReportPage(ReportData data) {
    this.data = data;
  }

  void write(Writer out) throws IOException {
    String[] parts = page().split("@DATA@", -1);
    out.write(parts[0]);
    String separator = "[";
    for (ObjectNode row : data.rows()) {
      out.write(separator);
      out.write(PlainText.json(row.toString()).replace("<", "\\u003c"));
      separator = ",\n";
    }
    out.write(data.rows().isEmpty() ? "[]" : "]");
    out.write(parts[1]);
  }

  private static String page() {
    return TEMPLATE
        .replace("@STYLE-HASH@", hash(STYLE))
        .replace("@SCRIPT-HASH@", hash(SCRIPT))
        .replace("@STYLE@", STYLE)
        .replace("@SCRIPT@", SCRIPT);
  }

  /** As a content security policy names what may run. */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
