package dev.audioinsight.worker.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes a client that does one request on one connection and nothing of its own accord: no
 * redirects, retries, cookies, credentials, decompression or proxies of the system. Thread-safe.
 */
final class Connections {
  /** Threads bound the number of fetches; this is only to be more. */
  private static final int MAX_CONNECTIONS = 1_000;

  private Connections() {}

  static SSLContext systemTrust() {
    return SSLContexts.createDefault();
  }

  static CloseableHttpClient client(FetchTimes times, SSLContext tls) {
    return HttpClientBuilder.create()
        .setConnectionManager(connections(times, tls))
        .setConnectionReuseStrategy((request, response, context) -> false)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(Timeout.of(times.silence()))
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build())
        .setUserAgent("audio-insight")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private static HttpClientConnectionManager connections(FetchTimes times, SSLContext tls) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new NoLookups())
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom().setMaxLineLength(16_384).setMaxHeaderCount(200).build())
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(times.connect()))
                .setSocketTimeout(Timeout.of(times.silence()))
                .build())
        .setDefaultSocketConfig(
            SocketConfig.custom().setSoTimeout(Timeout.of(times.silence())).build())
        .setMaxConnTotal(MAX_CONNECTIONS)
        .setMaxConnPerRoute(MAX_CONNECTIONS)
        .build();
  }

  /** Addresses come with the request, checked; who would look up again could find others. */
  private static final class NoLookups implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException("it is not looked up here");
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException("it is not looked up here");
    }
  }
}
