package dev.audioinsight.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** A real S3-compatible server over a folder, on loopback. Thread-safe. */
public final class S3Store implements AutoCloseable {
  public static final String ACCESS_KEY = "test-access-key";
  public static final String SECRET_KEY = "test-secret-key";

  private final Path folder;
  private final BlobStore blobs;
  private final S3Proxy server;

  /**
   * @param folder holds a folder for each bucket, and in it a file for each object
   */
  public S3Store(Path folder) throws Exception {
    this.folder = folder;
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    blobs = BlobStores.create("filesystem-nio2", properties);
    server =
        S3Proxy.builder()
            .blobStore(blobs)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .build();
    server.start();
  }

  public void put(String bucket, String key, Path file) throws IOException {
    put(bucket, key, Files.readAllBytes(file));
  }

  public void put(String bucket, String key, byte[] bytes) throws IOException {
    Path object = folder.resolve(bucket).resolve(key);
    Files.createDirectories(object.getParent());
    Files.write(object, bytes);
  }

  public int port() {
    return server.getPort();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  /** The environment of a process that may read it, as AWS's tools have it. */
  public static Map<String, String> credentials() {
    return Map.of("AWS_ACCESS_KEY_ID", ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  @Override
  public void close() throws Exception {
    server.stop();
    blobs.close();
  }
}
