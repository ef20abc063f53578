"""SNR of a recording from the outputs of vad-snr.onnx: the reference of the worker's SnrEstimator.

SNR = 10 log10(P_speech / P_noise) while somebody speaks, P_speech without the noise. Two readings:

energy  mean power of speech frames less that of pause frames, over that of pause frames. A pause
        frame is farther than `guardFrames` from every frame with p >= `silenceProbability` and
        holds at least one sample that is no digital zero. There must be `minPauseFrames` of them.
neural  mean mask power of speech in speech frames, over mean mask power of noise in all frames
        that are no digital zero.

Which of them counts is a matter of the case: `pauses` where energy reads at least `energyFromDb`, `noisyPauses` where
it reads less, `noPauses` where it has no reading. In each case the answer is offset + mask * M + energy * E, and half of its
90 % interval exp(w . features), both fitted. All powers are mean squares, full scale at 1, above a second-order Butterworth
high-pass at `highPassHz`.
"""
import json
import pathlib

import numpy as np
from scipy.signal import lfilter

RATE, FRAME, SCALE_FRAMES = 16000, 256, 4
MODELS = pathlib.Path(__file__).resolve().parent.parent
CASES = "pauses", "noisyPauses", "noPauses"
FEATURES = "one", "logScale", "apart", "noiseSpread", "high", "logSpeech", "logPause"


def parameters(path=MODELS / "snr.json"):
    return json.loads(pathlib.Path(path).read_text())


def decibels(power):
    return 10 * np.log10(power)


def frame_power(wave, hertz):
    """Mean square of each whole frame of 256 samples above the high-pass; exactly 0 where all samples are 0."""
    x = np.asarray(wave, np.float64)
    n = len(x) // FRAME
    if n == 0:
        return np.zeros(0)
    w = np.tan(np.pi * hertz / RATE)
    norm = 1 / (1 + np.sqrt(2) * w + w * w)
    b = norm * np.array([1.0, -2.0, 1.0])
    a = np.array([1.0, 2 * (w * w - 1) * norm, (1 - np.sqrt(2) * w + w * w) * norm])
    # Subtracting the first sample settles the filter on it: a constant leaves no transient.
    y = lfilter(b, a, x - x[0])
    power = (y[: n * FRAME].reshape(n, FRAME) ** 2).mean(1)
    power[(x[: n * FRAME].reshape(n, FRAME) == 0).all(1)] = 0
    return power


def far_from_speech(may_be_speech, guard):
    """Frames with no possible speech within `guard` frames to either side."""
    near = np.convolve(may_be_speech.astype(int), np.ones(2 * guard + 1, int))[guard:guard + len(may_be_speech)]
    return near == 0


def readings(track, wave, p, threshold=0.5):
    """Both readings and what the interval needs; None where there is too little speech.

    track: outputs of vad-snr.onnx as speech_regions.frames gives them.
    """
    power = frame_power(wave, p["highPassHz"])
    n = min(len(track["vad"]), len(power))
    vad, power = track["vad"][:n].astype(np.float64), power[:n]
    speech = vad >= min(p["speechProbability"], threshold)
    if speech.sum() < p["minSpeechFrames"]:
        return None
    scale = track["snr_scale"][np.minimum(np.arange(n) // SCALE_FRAMES, len(track["snr_scale"]) - 1)].astype(np.float64)
    live = power > 0
    noise_db = track["noise_db"][:n].astype(np.float64)
    mask_speech = (10 ** (track["speech_db"][:n].astype(np.float64) / 10))[speech].mean()
    mask_noise = (10 ** (noise_db / 10))[live].sum() / max(1, live.sum())
    out = {"scale": float(scale[speech].mean()), "speechFrames": int(speech.sum()), "pauseFrames": 0,
           "noiseSpread": float(noise_db[live].std()), "neural": (float(mask_speech), float(mask_noise))}
    pause = ~speech & live & far_from_speech(vad >= p["silenceProbability"], p["guardFrames"])
    if pause.sum() >= p["minPauseFrames"]:
        noise = power[pause].mean()
        out["pauseFrames"] = int(pause.sum())
        out["energy"] = (float(power[speech].mean() - noise), float(noise))
    return out


def ratio(reading, p):
    speech, noise = reading
    return float(decibels(max(speech, p["floorShare"] * noise) / noise))


def case(r, p):
    if "energy" not in r:
        return "noPauses"
    return "pauses" if ratio(r["energy"], p) >= p["energyFromDb"] else "noisyPauses"


def features(r, db, p):
    """What widens or narrows the interval, in the order of FEATURES."""
    apart = abs(ratio(r["neural"], p) - ratio(r["energy"], p)) if "energy" in r else 0.0
    return np.array([1.0, np.log(max(r["scale"], 0.1)), min(apart, 15.0) / 10, min(r["noiseSpread"], 20.0) / 10,
                     min(max(db - 15, 0), 30) / 10, np.log(r["speechFrames"] / 500), np.log(max(r["pauseFrames"], 30) / 100)])


def fused(r, p):
    """(dB before clamping, the case)."""
    name = case(r, p)
    c = p["cases"][name]
    energy = c["energy"] * ratio(r["energy"], p) if "energy" in r else 0.0
    return c["offset"] + c["mask"] * ratio(r["neural"], p) + energy, name


def half_width(r, db, name, p):
    return float(np.exp(np.dot(p["cases"][name]["width"], features(r, db, p))))


def estimate(track, wave, p, threshold=0.5):
    """The answer as the result carries it, unrounded: db, low and high of the 90 % interval, method, levels, bound, reason."""
    r = readings(track, wave, p, threshold)
    if r is None:
        return {"db": None, "reason": "TOO_SHORT"}
    db, name = fused(r, p)
    half = half_width(r, db, name, p)
    method = "energy" if name == "pauses" else "neural"
    speech, noise = r[method]
    noise_dbfs = float(decibels(noise))
    below = noise_dbfs < p["resolutionDbfs"]
    most = p["highestDb"]
    if below:
        used = 10 ** (p["resolutionDbfs"] / 10)
        db = decibels(max(speech, p["floorShare"] * used) / used)
    db = float(np.clip(db, p["lowestDb"], most))
    return {"db": db, "low": db if below else db - half, "high": most if below else db + half, "method": method,
            "bound": "lower" if below else "exact", "speechLevelDbfs": float(decibels(max(speech, 1e-12))),
            "noiseLevelDbfs": max(noise_dbfs, -120.0), "reason": "NOISE_BELOW_RESOLUTION" if below else None}
