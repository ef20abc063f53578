"""Mixtures of one talker at a time and a noise, with their true SNR and true speech: for the fit of intervals and for the tables.

SNR here is the power of the clean stem over its active frames, less its own floor, over the power of the noise stem plus that
floor in the same frames; behind every gain, 60 to 7,800 Hz. Active is where two reference VADs say so of the clean stem.
Where they disagree, frames are not scored (the UEM leaves them out).
"""
import numpy as np
from scipy.signal import butter, lfilter, sosfilt

import corpus
import scenes

RATE, FRAME = 16000, 256
LEVELS = (-5, 0, 5, 10, 15, 20, 25, 30)
FIT_LEVELS = (-10, *LEVELS, 35, 40)  # wider: at the edge of what a fit saw, its answers are drawn inwards
LAYOUTS = {"pauses": 2, "dense": 1, "short": 1}
KINDS = {"recorded": 2, "white": 1, "babble": 1, "voices": 1}
VOICES = "baby-cry", "person-sneeze", "coffee-shop", "dude-miaowing"  # noise that people make: told apart, since a VAD may call it speech
BAND = butter(4, [60, 7800], "band", fs=RATE, output="sos")
LONGEST_FRAMES = 720


def frame_power(wave):
    n = len(wave) // FRAME
    return (wave[: n * FRAME].astype(np.float64).reshape(n, FRAME) ** 2).mean(1)


def utterances(data, models, part):
    """{speaker: [utterance]}: at unit power in the band while active."""
    out = {}
    for r in scenes.voices(data, models, part):
        n = min(len(r["x"]) // FRAME, LONGEST_FRAMES)
        x, p, sure = r["x"][: n * FRAME].astype(np.float64), r["speech"][:n], r["weight"][:n] == 1
        power = frame_power(sosfilt(BAND, x))
        active = p > 0.5
        quiet = np.convolve(p > 0.3, np.ones(13), "same") == 0
        floor = power[quiet].mean() if quiet.sum() > 20 else np.percentile(power, 3)
        floor = float(max(1e-10, min(floor, np.percentile(power, 20))))
        if active.sum() > 60 and power[active].mean() > 100 * floor:
            height = power[active].mean()
            out.setdefault(r["speaker"], []).append({"speaker": r["speaker"], "x": x / np.sqrt(height), "active": active, "sure": sure, "floor": floor / height})
    return out


def stem(voices, rng):
    """Three utterances of one level, pauses with the recording's own floor: (wave, active, sure, floor, the speaker of each frame)."""
    parts, active, sure, floors, who = [], [], [], [], []
    for i in rng.permutation(len(voices))[:3]:
        u = voices[i]
        gap = int(rng.uniform(0.3, 2.2) * RATE) // FRAME
        noise = lfilter([1], [1, -0.85], rng.standard_normal(gap * FRAME))
        parts += [noise * np.sqrt(u["floor"]) / noise.std(), u["x"]]
        active += [np.zeros(gap, bool), u["active"]]
        sure += [np.ones(gap, bool), u["sure"]]
        floors.append(u["floor"])
        who.append(np.full(gap + len(u["active"]), u["speaker"]))
    return np.concatenate(parts), np.concatenate(active), np.concatenate(sure), float(np.mean(floors)), np.concatenate(who)


def babble(others, length, rng, talkers=8):
    out = np.zeros(length)
    for _ in range(talkers):
        at = -int(rng.integers(0, RATE * 3))
        while at < length:
            x = others[rng.integers(len(others))]["x"]
            a, b = max(at, 0), min(length, at + len(x))
            if b > a:
                out[a:b] += x[a - at:b - at]
            at += len(x)
    return out


def kept(layout, active, rng):
    """Frames to keep: all; speech alone; or 5 s from the first word on."""
    if layout == "dense":
        return np.convolve(active, np.ones(9), "same") > 0
    keep = np.ones(len(active), bool)
    if layout == "short":
        start = max(0, int(np.argmax(active)) - 16)
        keep[:start] = False
        keep[start + 5 * RATE // FRAME:] = False
    return keep


def make(voices, noises, per, seed, levels=LEVELS):
    """Yields `per` mixtures of each level and step of KINDS x LAYOUTS, as dicts: wave, snr; active, sure and who (speaks) of each frame;
    kind, level, layout; and what they are made of: speaker (None for three of one utterance each), clip (the noise's number, None if made)."""
    rng = np.random.default_rng(seed)
    singles = [u for v in voices.values() if len(v) < 3 for u in v]
    names = [s for s in sorted(voices) if len(voices[s]) >= 3]
    clips = {kind: [w for k, w in noises if (k in VOICES) == (kind == "voices")] for kind in ("recorded", "voices")}
    names += [None] * (len(singles) // 3)  # of speakers with one utterance, three stand in for three of one
    for level in levels:
        for kind, share in KINDS.items():
            for layout in [name for name, times in LAYOUTS.items() for _ in range(times * share * per)]:
                name, clip = names[rng.integers(len(names))], None
                wave, active, sure, floor, who = stem(singles if name is None else voices[name], rng)
                if kind == "white":
                    noise = rng.standard_normal(len(wave))
                elif kind == "babble":
                    noise = babble([u for s, v in sorted(voices.items()) if s != name for u in v], len(wave), rng)
                else:
                    clip = int(rng.integers(len(clips[kind])))
                    noise = clips[kind][clip].astype(np.float64)
                    noise = np.roll(noise, int(rng.integers(len(noise))))
                    noise = np.tile(noise, -(-len(wave) // len(noise)))[: len(wave)]
                yield {**mixed(wave, active, sure, floor, who, noise, level, layout, rng), "kind": kind, "level": level, "layout": layout,
                       "speaker": name, "clip": clip}


def mixed(wave, active, sure, floor, who, noise, level, layout, rng):
    speech_power, noise_power = frame_power(sosfilt(BAND, wave)), frame_power(sosfilt(BAND, noise))
    gain = np.sqrt(speech_power[active].mean() / noise_power.mean()) * 10 ** (-level / 20)
    keep = kept(layout, active, rng)
    on = active & keep
    in_speech = noise_power[on].mean() * gain**2 + floor
    snr = 10 * np.log10(max(speech_power[on].mean() - floor, 1e-9) / in_speech)
    mixture = (wave + gain * noise)[np.repeat(keep, FRAME)]
    mixture *= 10 ** (-rng.uniform(0, 30) / 20) / np.abs(mixture).max()
    mixture = (np.round(mixture * 32767) / 32768).astype(np.float32)
    return {"wave": mixture, "snr": float(snr), "active": active[keep], "sure": sure[keep], "who": who[keep]}


def segments(mask):
    """[(start s, end s)] of a mask over frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(int)))
    return [(a * FRAME / RATE, b * FRAME / RATE) for a, b in edges.reshape(-1, 2)]
