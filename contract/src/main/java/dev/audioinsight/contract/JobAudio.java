package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads and writes {@code audio} of a job in JSON. Thread-safe. */
final class JobAudio {
  private JobAudio() {}

  /**
   * Reads it.
   *
   * @param job what {@link JobTree} made of the value
   * @throws IllegalArgumentException if it does not say where the audio is
   */
  static AudioSource read(Fields job, byte[] value) {
    Checks.require(job.has("audio"), "audio is missing");
    Fields audio = job.object("audio");
    boolean remote = audio.has("uri");
    Checks.require(remote != audio.has("data"), "audio must have either uri or data");
    Optional<AudioEncoding> encoding =
        audio.has("encoding")
            ? AudioEncoding.ofMediaType(audio.text("encoding"))
            : Optional.empty();
    if (remote) {
      return new AudioSource.Remote(uri(audio.text("uri")), encoding);
    }
    audio.text("data");
    return InlineAudio.read(value, encoding);
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("audio.uri is not a URI: " + e.getReason(), e);
    }
  }

  static void write(ObjectNode json, AudioSource audio) {
    if (audio instanceof AudioSource.Remote remote) {
      json.put("uri", remote.uri().toString());
    } else if (audio instanceof AudioSource.Inline inline) {
      ByteBuffer bytes = inline.bytes();
      byte[] data = new byte[bytes.remaining()];
      bytes.get(data);
      json.put("data", data);
    }
    audio.encoding().ifPresent(encoding -> json.put("encoding", encoding.mediaType()));
  }
}
