"""Speech regions of a recording, as the worker finds them: the reference of its SpeechSegmenter."""
import numpy as np

RATE, FRAME, UNIT = 16000, 256, 4096
HYSTERESIS, LOWEST_EXIT = 0.15, 0.01
MIN_SILENCE, MIN_SPEECH, PAD = RATE // 10, RATE // 4, RATE * 30 // 1000


def frames(session, wave):
    """Outputs of vad-snr.onnx for every frame that begins within the recording: vad, speech_db, noise_db, snr_scale."""
    n = len(wave)
    padded = np.pad(wave, (0, -n % UNIT)).astype(np.float32)
    count = -(-n // FRAME)
    if count == 0:
        return {k: np.zeros(0, np.float32) for k in ("vad", "speech_db", "noise_db", "snr_scale")}
    vad, speech, noise, scale = session.run(["vad", "speech_db", "noise_db", "snr_scale"], {"x": padded[None]})
    return {"vad": vad[0, :count], "speech_db": speech[0, :count], "noise_db": noise[0, :count],
            "snr_scale": scale[0, : -(-count // 4)]}


def regions(vad, length, hop=256, threshold=0.5):
    """[(start, end)] in samples."""
    if len(vad) == 0:
        return []
    centres = np.arange(-(-length // hop)) * hop + hop // 2
    p = np.interp(centres, np.arange(len(vad)) * FRAME + FRAME / 2, vad)
    leave = max(threshold - HYSTERESIS, LOWEST_EXIT)
    raw, start = [], None
    for j, value in enumerate(p):
        if start is None and value >= threshold:
            start = j
        elif start is not None and value < leave:
            raw.append([start * hop, min(j * hop, length)])
            start = None
    if start is not None:
        raw.append([start * hop, length])
    joined = []
    for a, b in raw:
        if joined and a - joined[-1][1] < MIN_SILENCE:
            joined[-1][1] = b
        else:
            joined.append([a, b])
    kept = [r for r in joined if r[1] - r[0] >= MIN_SPEECH]
    out = []
    for i, (a, b) in enumerate(kept):
        before = a if i == 0 else (a - kept[i - 1][1]) // 2
        after = length - b if i == len(kept) - 1 else (kept[i + 1][0] - b) // 2
        out.append((a - min(PAD, before), b + min(PAD, after)))
    return out
