package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a connection to a checked address that forgets whose certificate it has to see. */
class HttpsFetchTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";

  @TempDir Path folder;
  private SSLContext server;
  private SSLContext client;

  @BeforeEach
  void makeACertificate() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=dns:" + Fetching.OPENED,
                "-keystore",
                keys.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store, PASSWORD);
    server = SSLContext.getInstance("TLS");
    server.init(own.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", store.getCertificate("mykey"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
  }

  @Test
  void shouldAskForTheHostsNameThoughItConnectsToAnAddress() throws Exception {
    AtomicReference<List<SNIServerName>> asked = new AtomicReference<>();
    try (RawServer https = new RawServer(socket(asked), (r, out) -> out.write(bytes()));
        Fetching fetching = new Fetching(folder, FetchTimes.DEFAULT, client)) {
      assertThat(fetching.text("https://audio.example.:" + https.port() + "/")).isEqualTo("a");

      assertThat(asked.get()).hasToString("[type=host_name (0), value=audio.example]");
    }
  }

  @Test
  void shouldRefuseACertificateOfAnotherName() throws Exception {
    try (RawServer https =
            new RawServer(socket(new AtomicReference<>()), (r, out) -> out.write(bytes()));
        HttpFetcher fetcher = other(client)) {
      assertUntrusted(fetcher, https);
      assertThat(https.requests()).isEmpty();
    }
  }

  @Test
  void shouldRefuseACertificateThatNobodyHasSigned() throws Exception {
    try (RawServer https =
            new RawServer(socket(new AtomicReference<>()), (r, out) -> out.write(bytes()));
        Fetching fetching = new Fetching(folder)) {
      JobError error = fetching.error("https://audio.example:" + https.port() + "/?t=s3cret");

      assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
      assertThat(error.message()).contains("trusted").doesNotContain("s3cret");
      assertThat(https.requests()).isEmpty();
    }
  }

  private static void assertUntrusted(HttpFetcher fetcher, RawServer https) {
    JobError error =
        Fetching.error(
            fetcher,
            "https://other.example:" + https.port() + "/",
            new dev.audioinsight.worker.engine.Cancellation());

    assertThat(error.code()).isEqualTo(ErrorCode.FETCH_FAILED);
    assertThat(error.message()).contains("trusted");
  }

  private HttpFetcher other(SSLContext tls) {
    return new HttpFetcher(
        new HostPolicy(List.of(), List.of("other.example")),
        FetchTimes.DEFAULT,
        new Spool(folder, 1_000, Spool.MAX_IN_MEMORY, 1_000),
        host -> List.of(InetAddress.getLoopbackAddress()),
        tls);
  }

  private ServerSocket socket(AtomicReference<List<SNIServerName>> asked) throws Exception {
    SSLServerSocket plain =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    plain.setSSLParameters(noting(plain, asked));
    return plain;
  }

  private static javax.net.ssl.SSLParameters noting(
      SSLServerSocket socket, AtomicReference<List<SNIServerName>> asked) {
    javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
    parameters.setSNIMatchers(
        List.of(
            new javax.net.ssl.SNIMatcher(javax.net.ssl.StandardConstants.SNI_HOST_NAME) {
              @Override
              public boolean matches(SNIServerName name) {
                asked.set(List.of(new javax.net.ssl.SNIHostName(name.getEncoded())));
                return true;
              }
            }));
    return parameters;
  }

  private static byte[] bytes() {
    return RawServer.bytes(ANSWER);
  }
}
