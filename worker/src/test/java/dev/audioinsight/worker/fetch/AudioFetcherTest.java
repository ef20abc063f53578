package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.AudioBytes;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFetcherTest {
  @TempDir Path folder;

  private Path root;
  private Path outside;
  private AudioFetcher fetcher;

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    outside = Files.createDirectory(folder.resolve("root-of-others"));
    Files.writeString(root.resolve("a b.wav"), "inside");
    Files.createDirectory(root.resolve("deep"));
    Files.writeString(root.resolve("deep").resolve("c.wav"), "deep inside");
    Files.writeString(outside.resolve("secret.wav"), "outside");
    fetcher = new AudioFetcher(List.of(root));
  }

  @Test
  void shouldGiveTheBytesOfAFileBelowARoot() throws Exception {
    AudioBytes bytes =
        fetcher.fetch(remote(root.resolve("deep").resolve("c.wav").toUri()), new Cancellation());

    assertThat(bytes.length()).isEqualTo(11);
    assertThat(text(bytes)).isEqualTo("deep inside");
  }

  @Test
  void shouldDecodePercentEncodedPaths() throws Exception {
    assertThat(text(fetcher.fetch(remote(uri(root, "/a%20b.wav")), new Cancellation())))
        .isEqualTo("inside");
    assertThat(
            text(fetcher.fetch(remote(uri(root, "/deep/%2E%2E/%61%20b.wav")), new Cancellation())))
        .isEqualTo("inside");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../root-of-others/secret.wav",
        "/deep/../../root-of-others/secret.wav",
        "/%2e%2e/root-of-others/secret.wav",
        "/..%2Froot-of-others%2Fsecret.wav",
        "-of-others/secret.wav",
        "-of-others/missing.wav",
        "/../nowhere/missing.wav",
        "/..",
        "/../../../../../../../../etc/passwd"
      })
  void shouldRefuseWhatLiesOutsideWhetherItExistsOrNot(String path) {
    JobFailedException failure = failure(remote(uri(root, path)));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure.error().message()).isEqualTo("the file does not lie below an allowed root");
  }

  @Test
  void shouldRefuseThePasswordFile() {
    AudioSource passwords = remote(URI.create("file:///etc/passwd"));

    assertThat(failure(passwords).error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    fetcher = new AudioFetcher(List.of());
    assertThat(failure(passwords).error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @Test
  void shouldRefuseALinkThatLeadsOutOfARoot() throws Exception {
    Path toFile = link(root.resolve("link.wav"), outside.resolve("secret.wav"));
    link(root.resolve("folder"), outside);

    assertThat(failure(remote(toFile.toUri())).error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure(remote(uri(root, "/folder/secret.wav"))).error().code())
        .isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure(remote(uri(root, "/folder/missing.wav"))).error().code())
        .isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @Test
  void shouldNotTellByABrokenLinkWhatLiesOutside() throws Exception {
    // Given two links out of the root: one to a file, one to nothing
    link(root.resolve("there.wav"), outside.resolve("secret.wav"));
    link(root.resolve("not-there.wav"), outside.resolve("missing.wav"));

    JobFailedException there = failure(remote(uri(root, "/there.wav")));
    JobFailedException notThere = failure(remote(uri(root, "/not-there.wav")));

    assertThat(notThere.error()).isEqualTo(there.error());
  }

  @Test
  void shouldResolveDotsAfterLinksAsTheFileSystemDoes() throws Exception {
    // Given a link in the root, whose parent is not the root
    link(root.resolve("folder"), outside);
    Files.writeString(folder.resolve("a b.wav"), "above");

    JobFailedException failure = failureOrNull(remote(uri(root, "/folder/../a%20b.wav")));

    // Then either reading stays inside the root, or it is refused
    if (failure == null) {
      assertThat(text(fetcher.fetch(remote(uri(root, "/folder/../a%20b.wav")), new Cancellation())))
          .isEqualTo("inside");
    } else {
      assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    }
  }

  @Test
  void shouldOpenNoLinkThatHasTakenTheFilesPlaceMeanwhile() throws Exception {
    AudioBytes folderSwapped = fetcher.fetch(remote(uri(root, "/deep/c.wav")), new Cancellation());
    Files.move(root.resolve("deep"), root.resolve("moved"));
    Files.writeString(outside.resolve("c.wav"), "outside");
    link(root.resolve("deep"), outside);
    AudioBytes fileSwapped = fetcher.fetch(remote(uri(root, "/moved/c.wav")), new Cancellation());
    Files.delete(root.resolve("moved").resolve("c.wav"));
    link(root.resolve("moved").resolve("c.wav"), outside.resolve("secret.wav"));

    assertThatThrownBy(folderSwapped::open).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(fileSwapped::open).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void shouldSayThatAFileIsGoneMeanwhile() throws Exception {
    AudioBytes bytes = fetcher.fetch(remote(uri(root, "/deep/c.wav")), new Cancellation());
    Files.delete(root.resolve("deep").resolve("c.wav"));

    assertThatThrownBy(bytes::open).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void shouldFollowALinkThatStaysInside() throws Exception {
    link(root.resolve("link.wav"), root.resolve("deep").resolve("c.wav"));

    assertThat(text(fetcher.fetch(remote(uri(root, "/link.wav")), new Cancellation())))
        .isEqualTo("deep inside");
  }

  @Test
  void shouldTakeARootThatIsGivenThroughALink() throws Exception {
    Path alias = link(folder.resolve("alias"), root);
    AudioFetcher linked = new AudioFetcher(List.of(alias));

    assertThat(text(linked.fetch(remote(uri(alias, "/deep/c.wav")), new Cancellation())))
        .isEqualTo("deep inside");
    assertThat(text(linked.fetch(remote(uri(root, "/deep/c.wav")), new Cancellation())))
        .isEqualTo("deep inside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/missing.wav", "/deep/missing.wav", "/no/such/folder/missing.wav"})
  void shouldSayThatAFileBelowARootIsMissing(String path) {
    JobFailedException failure = failure(remote(uri(root, path)));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void shouldRefuseFolders() {
    assertThat(failure(remote(root.resolve("deep").toUri())).error().code())
        .isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure(remote(root.toUri())).error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @Test
  void shouldRefuseANamedPipeInsteadOfWaitingForIt() throws Exception {
    Path pipe = root.resolve("pipe.wav");
    assumeTrue(made(pipe), "this machine has no mkfifo");

    JobFailedException failure = failure(remote(pipe.toUri()));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure).hasMessageContaining("not a regular file");
  }

  @Test
  void shouldReadNoFileWithoutARoot() {
    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () ->
                new AudioFetcher(List.of())
                    .fetch(remote(uri(root, "/deep/c.wav")), new Cancellation()));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure).hasMessageContaining("--allow-root");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann:hunter2@example.org/a.wav?token=s3cret#part",
        "HTTPS://ann:hunter2@example.org/a.wav?token=s3cret",
        "s3://bucket/a.wav?token=s3cret",
        "file://ann:hunter2@host/a.wav?token=s3cret",
        "file:///a.wav?token=s3cret",
        "mailto:ann:hunter2?token=s3cret"
      })
  void shouldRefuseOtherUrisWithoutRepeatingTheirSecrets(String uri) {
    JobFailedException failure = failure(remote(URI.create(uri)));

    assertThat(failure.error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
    assertThat(failure.getMessage()).doesNotContain("hunter2", "s3cret", "ann", "token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file://host/etc/passwd", "file:relative.wav", "file:///a%00b.wav"})
  void shouldRefuseFileUrisThatNameNoPathOfThisMachine(String uri) {
    assertThat(failure(remote(URI.create(uri))).error().code()).isEqualTo(ErrorCode.FORBIDDEN_URI);
  }

  @Test
  void shouldGiveTheBytesThatTheJobCarriesAsOftenAsTheyAreAskedFor() throws Exception {
    AudioBytes bytes =
        fetcher.fetch(AudioSource.Inline.of("inline".getBytes(UTF_8)), new Cancellation());

    assertThat(bytes.length()).isEqualTo(6);
    assertThat(text(bytes)).isEqualTo("inline");
    assertThat(text(bytes)).isEqualTo("inline");
  }

  @Test
  void shouldRefuseToStartWithARootThatIsMissing() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> new AudioFetcher(List.of(missing)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing");
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private JobFailedException failure(AudioSource source) {
    JobFailedException failure = failureOrNull(source);
    assertThat(failure).as("a failure for %s", source).isNotNull();
    return failure;
  }

  private JobFailedException failureOrNull(AudioSource source) {
    try {
      fetcher.fetch(source, new Cancellation());
      return null;
    } catch (JobFailedException e) {
      return e;
    }
  }

  private static boolean made(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path link(Path from, Path to) throws IOException {
    return Files.createSymbolicLink(from, to);
  }

  private static URI uri(Path base, String path) {
    return URI.create("file://" + base.toUri().getRawPath().replaceAll("/$", "") + path);
  }

  private static AudioSource remote(URI uri) {
    return new AudioSource.Remote(uri);
  }

  private static String text(AudioBytes bytes) throws IOException {
    try (InputStream in = Channels.newInputStream(bytes.open())) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
