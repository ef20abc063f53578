"""SNR of a recording from the outputs of vad-snr.onnx: the reference of the worker's SnrEstimator.

SNR = 10 log10(P_speech / P_noise) while somebody speaks, P_speech without the noise. Two readings:

energy  mean power of speech frames less that of pause frames, over that of pause frames. A pause
        frame is farther than `guardFrames` from every frame with p >= `silenceProbability` and
        holds at least one sample that is no digital zero. There must be `minPauseFrames` of them.
neural  mean mask power of speech in speech frames, over mean mask power of noise in all frames
        that are no digital zero.

Three cases: `pauses` where energy reads at least `energyFromDb` and both readings are less than `apartFromDb` apart,
`noisyPauses` where there are pauses but not so, `noPauses` where there are too few. In each, the answer and both ends of its
90 % interval are the mask's reading plus a weighted sum of FEATURES, each held within the range that the fit saw: fitted
quantiles of the truth (fit_snr.py). All powers are mean squares, full scale at 1, above a second-order Butterworth
high-pass at `highPassHz`.
"""
import json
import pathlib

import numpy as np
from scipy.signal import lfilter

RATE, FRAME, SCALE_FRAMES = 16000, 256, 4
MODELS = pathlib.Path(__file__).resolve().parent.parent
CASES = "pauses", "noisyPauses", "noPauses"
FEATURES = ("one", "mask", "maskLow", "maskHigh", "apart", "apartNear", "apartSteady", "noiseAtRest", "pauseSpread", "scale",
            "noiseSpread", "noiseRoughness", "speechSpread", "frameRatio", "doubt", "undecided", "logSpeech")
LOW_DB, HIGH_DB, NEAR_DB, STEADY_DB, UNDECIDED = 5.0, 20.0, 3.0, 2.0, 0.1
QUANTILES = {"low": 0.05, "middle": 0.5, "high": 0.95}


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
    return readings_of(track, frame_power(wave, p["highPassHz"]), p, threshold)


def readings_of(track, power, p, threshold=0.5):
    n = min(len(track["vad"]), len(power))
    vad, power = track["vad"][:n].astype(np.float64), power[:n]
    speech = vad >= min(p["speechProbability"], threshold)
    if speech.sum() < p["minSpeechFrames"]:
        return None
    scale = track["snr_scale"][np.minimum(np.arange(n) // SCALE_FRAMES, len(track["snr_scale"]) - 1)].astype(np.float64)
    live = power > 0
    speech_db, noise_db = (track[k][:n].astype(np.float64) for k in ("speech_db", "noise_db"))
    noise = 10 ** (noise_db / 10)
    out = {"speechFrames": int(speech.sum()), "pauseFrames": 0, "pauseSpread": 0.0, "noiseAtRest": 0.0,
           "neural": (float((10 ** (speech_db / 10))[speech].mean()), float(noise[live].sum() / max(1, live.sum()))),
           "scale": float(scale[speech].mean()),
           "noiseSpread": float(noise_db[live].std()),
           "noiseRoughness": float(np.abs(np.diff(noise_db[live])).mean()) if live.sum() > 1 else 0.0,
           "speechSpread": float(speech_db[speech].std()),
           "frameRatio": float((speech_db - noise_db)[speech].mean()),
           "doubt": float(1 - vad[speech].mean()),
           "undecided": float(((vad > UNDECIDED) & (vad < 1 - UNDECIDED)).mean())}
    pause = ~speech & live & far_from_speech(vad >= p["silenceProbability"], p["guardFrames"])
    if pause.sum() >= p["minPauseFrames"]:
        at_rest = power[pause].mean()
        out.update(pauseFrames=int(pause.sum()), energy=(float(power[speech].mean() - at_rest), float(at_rest)),
                   pauseSpread=float(decibels(power[pause]).std()),
                   noiseAtRest=float(decibels(noise[pause].mean()) - decibels(noise[speech].mean())))
    return out


def ratio(reading, p):
    speech, noise = reading
    return float(decibels(max(speech, p["floorShare"] * noise) / noise))


def apart(r, p):
    return ratio(r["energy"], p) - ratio(r["neural"], p) if "energy" in r else 0.0


def case(r, p):
    if "energy" not in r:
        return "noPauses"
    return "pauses" if ratio(r["energy"], p) >= p["energyFromDb"] and abs(apart(r, p)) < p["apartFromDb"] else "noisyPauses"


def features(r, p):
    """In the order of FEATURES: both readings and how far they are apart, what noise and speech are like, how sure the network is."""
    mask, off = ratio(r["neural"], p), apart(r, p)
    return np.array([1.0, mask, max(LOW_DB - mask, 0.0), max(mask - HIGH_DB, 0.0),
                     abs(off), np.clip(off, -NEAR_DB, NEAR_DB), off * np.exp(-r["pauseSpread"] / STEADY_DB), r["noiseAtRest"], r["pauseSpread"],
                     r["scale"], r["noiseSpread"], r["noiseRoughness"], r["speechSpread"], r["frameRatio"] - mask,
                     r["doubt"], r["undecided"], np.log(r["speechFrames"])])


def quantiles(r, p):
    """(low, middle, high) in dB before clamping, the case."""
    name = case(r, p)
    c, mask = p["cases"][name], ratio(r["neural"], p)
    x = np.clip(features(r, p), c["least"], c["most"])
    low, middle, high = (mask + float(np.dot(c[q], x)) for q in QUANTILES)
    return (min(low, middle), middle, max(middle, high)), name


def estimate(track, wave, p, threshold=0.5):
    """The answer as the result carries it, unrounded: db, low and high of the 90 % interval, method, levels, bound, reason."""
    r = readings(track, wave, p, threshold)
    if r is None:
        return {"db": None, "reason": "TOO_SHORT"}
    (low, db, high), name = quantiles(r, p)
    method = "energy" if name == "pauses" else "neural"
    speech, noise = r[method]
    noise_dbfs = float(decibels(noise))
    below = noise_dbfs < p["resolutionDbfs"]
    most = p["highestDb"]
    if below:
        used = 10 ** (p["resolutionDbfs"] / 10)
        db = decibels(max(speech, p["floorShare"] * used) / used)
        low, high = db, most
    db = float(np.clip(db, p["lowestDb"], most))
    return {"db": db, "low": float(min(low, db)), "high": float(max(high, db)), "method": method,
            "bound": "lower" if below else "exact", "speechLevelDbfs": float(decibels(max(speech, 1e-12))),
            "noiseLevelDbfs": max(noise_dbfs, -120.0), "reason": "NOISE_BELOW_RESOLUTION" if below else None}
