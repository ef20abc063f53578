package dev.audioinsight.worker.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * Downloads a model from the source that the manifest names. The file gets its name only once its
 * checksum is right. Thread-safe.
 */
public final class ModelFetcher {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(TIMEOUT)
          .build();

  private final long maxBytes;

  /**
   * @param maxBytes a longer download is broken off
   */
  public ModelFetcher(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Downloads the entry's file.
   *
   * @throws ModelException if it cannot be had, or is not the file that the manifest names
   */
  public void fetch(ModelEntry entry, Path file) throws InterruptedException {
    if (entry.source() == null) {
      throw new ModelException(entry.name() + " has no source: it comes with the project");
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "download-", ".part");
      try {
        String sha256 = download(entry, part);
        if (!sha256.equals(entry.sha256())) {
          throw new ModelException(
              entry.source() + " is not the file that the manifest names: SHA-256 " + sha256);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new ModelException(entry.source() + " cannot be fetched: " + e.getMessage(), e);
    }
  }

  private String download(ModelEntry entry, Path part) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(entry.source()).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body();
        OutputStream out = Files.newOutputStream(part)) {
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      MessageDigest digest = Sha256.digest();
      DigestInputStream counted = new DigestInputStream(body, digest);
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int n = counted.read(buffer); n >= 0; n = counted.read(buffer)) {
        total += n;
        if (total > maxBytes) {
          throw new IOException("more than " + maxBytes + " bytes");
        }
        out.write(buffer, 0, n);
      }
      return Sha256.hex(digest.digest());
    }
  }
}
