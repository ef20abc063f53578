package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void shouldBeTheLgplBuildOfFfmpeg() {
    assertThat(NativeLibrary.licence())
        .matches("LGPL version \\S+ or later; LGPL version \\S+ or later");
  }
}
