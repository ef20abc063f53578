package dev.audioinsight.stack.chaos;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import java.util.Optional;

/**
 * What an answer says about its recording, in one line: all of it that depends on the job alone,
 * and nothing that depends on who did it and when. Thread-safe.
 */
final class Fingerprint {
  private Fingerprint() {}

  static String of(Result result) {
    if (result instanceof Result.Failed failed) {
      return of(failed.error().code());
    }
    Result.Completed completed = (Result.Completed) result;
    return of(
        completed.audio(),
        Optional.ofNullable(completed.snr()),
        Optional.ofNullable(completed.speakers()));
  }

  static String of(ErrorCode code) {
    return "failed " + code;
  }

  static String of(AudioInfo audio, Optional<Snr> snr, Optional<Speakers> speakers) {
    return String.join(
        " ",
        "ok",
        audio.durationMs() + " ms",
        audio.sha256(),
        "SNR " + snr.map(Snr::db).orElse(null),
        "speakers " + speakers.map(Speakers::count).orElse(null));
  }
}
