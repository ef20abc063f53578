package dev.audioinsight.worker;

import dev.audioinsight.worker.inference.ModelEntry;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.ModelFetcher;
import dev.audioinsight.worker.inference.ModelStore;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight models}: what the models folder holds, and whether it is what it should. */
@Command(
    name = "models",
    description = "Lists, verifies and fetches models.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a model is missing, or another than the manifest names",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  audio-insight models verify", "  audio-insight models fetch silero-vad"})
final class ModelsCommand {
  private static final long MOST_BYTES = 1L << 30;

  @Mixin ModelsOption models;

  @Spec CommandSpec spec;

  @Command(name = "list", description = "The models of the manifest, and which of them are here.")
  int list() {
    ModelStore store = open();
    for (ModelEntry entry : store.entries()) {
      out()
          .printf(
              Locale.ROOT,
              "%-21s %-20s %-12s %-8s %s%n",
              entry.name(),
              entry.kind(),
              entry.sha256().substring(0, 12),
              Files.exists(store.file(entry)) ? "here" : "absent",
              entry.licence() == null ? "" : entry.licence());
    }
    out().flush();
    return 0;
  }

  @Command(name = "verify", description = "Reads each model and compares its checksum.")
  int verify() {
    ModelStore store = open();
    int exit = 0;
    for (ModelEntry entry : store.entries()) {
      if (entry.source() != null && !Files.exists(store.file(entry))) {
        out().println(entry.name() + ": absent; it does not come with the project");
        continue;
      }
      try {
        store.verify(entry);
        out().println(entry.name() + ": right");
      } catch (ModelException e) {
        out().println(entry.name() + ": WRONG: " + e.getMessage());
        exit = 1;
      }
    }
    out().flush();
    return exit;
  }

  @Command(name = "fetch", description = "Downloads a model from the manifest's public source.")
  int fetch(@Parameters(paramLabel = "NAME", description = "A name of the list.") String name) {
    ModelStore store = open();
    ModelEntry entry =
        store
            .named(name)
            .orElseThrow(
                () -> new UserException("the manifest names no model " + name + "; try: list"));
    try {
      new ModelFetcher(MOST_BYTES).fetch(entry, store.file(entry));
      out().println(entry.label() + " is at " + store.file(entry));
      out().flush();
      return 0;
    } catch (ModelException e) {
      spec.commandLine().getErr().println("audio-insight: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private ModelStore open() {
    try {
      return ModelStore.open(models.folder());
    } catch (ModelException e) {
      throw new UserException(e.getMessage());
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
