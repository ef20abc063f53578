"""Speech regions of a recording, as the worker finds them: the reference of its BackgroundTalk and SpeechSegmenter."""
import numpy as np
from scipy.ndimage import maximum_filter1d

RATE, FRAME, UNIT = 16000, 256, 4096
HYSTERESIS, LOWEST_EXIT = 0.15, 0.01
MIN_SILENCE, MIN_SPEECH, PAD = RATE // 10, RATE // 4, RATE * 30 // 1000


FAINT_DBFS, BELOW_OWN_DB, KNEE_DB, NEAR = -60.0, 24.0, 1.5, 63


def refined(vad, speech_db):
    """Without background talk: a voice under -60 dBFS and 24 dB under the recording's own speech (95th percentile of the frames
    with speech), at its loudest within half a second to each side, is nobody who speaks here. Constants as the training
    labels such talk (scenes.py)."""
    vad, speech_db = vad.astype(np.float64), speech_db.astype(np.float64)
    if len(vad) == 0:
        return vad
    own = np.sort(speech_db[vad >= 0.5])
    knee = FAINT_DBFS if len(own) < 10 else min(FAINT_DBFS, own[int(0.95 * (len(own) - 1))] - BELOW_OWN_DB)
    near = maximum_filter1d(speech_db, NEAR, mode="nearest")
    return vad / (1 + np.exp(-np.clip((near - knee) / KNEE_DB, -30, 30)))


def frames(session, wave):
    """Outputs of vad-snr.onnx, `vad` refined, for every frame that begins within the recording: vad, speech_db, noise_db, snr_scale."""
    n = len(wave)
    padded = np.pad(wave, (0, -n % UNIT)).astype(np.float32)
    count = -(-n // FRAME)
    if count == 0:
        return {k: np.zeros(0, np.float32) for k in ("vad", "speech_db", "noise_db", "snr_scale")}
    vad, speech, noise, scale = session.run(["vad", "speech_db", "noise_db", "snr_scale"], {"x": padded[None]})
    return {"vad": refined(vad[0, :count], speech[0, :count]), "speech_db": speech[0, :count], "noise_db": noise[0, :count],
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
