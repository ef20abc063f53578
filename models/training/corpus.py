"""Recordings by speaker, noises and room responses, divided by ../evaluation/split.json; all 16 kHz mono."""
import csv
import json
import math
import pathlib

import numpy as np
import soundfile as sf
from scipy.signal import resample_poly

RATE = 16000
SPLIT = json.loads((pathlib.Path(__file__).resolve().parent.parent / "evaluation" / "split.json").read_text())
WORD_SETS = "speech-commands", "arabic-commands", "dspspeech20"


def read(path):
    x, rate = sf.read(path, dtype="float32", always_2d=True)
    x = x.mean(1)
    if rate == RATE:
        return x
    common = math.gcd(rate, RATE)
    return resample_poly(x, RATE // common, rate // common).astype(np.float32)


def part_of(kind, key, group=None):
    """The part to which a speaker (of a set), a noise or a room belongs."""
    for part in ("fit", "test"):
        names = SPLIT[kind][part]
        if key in (names.get(group, ()) if group else names):
            return part
    return "train"


def speakers(data, part, sets=None):
    """{"set/speaker": [waveforms]} of one part; of the word sets, a waveform is one word."""
    out, cache = {}, (None, None)
    with open(pathlib.Path(data) / "speakers" / "index.csv") as f:
        for row in csv.DictReader(f):
            if (sets and row["set"] not in sets) or part_of("speakers", row["speaker"], row["set"]) != part:
                continue
            if cache[0] != row["file"]:  # one file holds all words of a speaker
                cache = row["file"], read(pathlib.Path(data) / row["file"])
            wave = cache[1][int(row["startSample"]):int(row["endSample"])]
            out.setdefault(f"{row['set']}/{row['speaker']}", []).append(wave)
    return dict(sorted(out.items()))


def noises(data, part, sets=("esc10", "ambience", "speech-commands")):
    """[(kind, waveform)] of one part; clips that are all but silent are left out."""
    out = []
    with open(pathlib.Path(data) / "noise" / "index.csv") as f:
        for row in csv.DictReader(f):
            if row["set"] in sets and part_of("noise", row["file"]) == part:
                wave = read(pathlib.Path(data).parent / row["file"])
                if rms(wave) > 1e-4:
                    out.append((row["kind"], wave))
    return out


def rooms(data, part):
    """Measured room responses of one part, the direct sound at sample 0 and of height 1."""
    out = []
    for path in sorted((pathlib.Path(data) / "rir").glob("*.flac")):
        if part_of("rooms", f"data/rir/{path.name}") == part:
            x = read(path)
            peak = int(np.abs(x).argmax())
            out.append((x[peak:] / x[peak]).astype(np.float32))
    return out


def rms(x):
    return float(np.sqrt((x.astype(np.float64) ** 2).mean() + 1e-12))


def without_pauses(x, keep):
    """Cuts silence at both ends, and what is longer than `keep` seconds of a pause, by frame energy."""
    n = len(x) // 160
    if n < 20:
        return x
    energy = 10 * np.log10((x[: n * 160].reshape(n, 160) ** 2).mean(1) + 1e-10)
    energy = np.convolve(energy, np.ones(5) / 5, "same")
    active = energy > max(np.percentile(energy, 95) - 32, np.percentile(energy, 5) + 4)
    kept, gap = np.zeros(n, bool), 10**6
    for i in range(n):
        gap = 0 if active[i] else gap + 1
        kept[i] = gap <= keep * 100
    return x[: n * 160].reshape(n, 160)[kept].reshape(-1)
