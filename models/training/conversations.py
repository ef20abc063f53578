"""Simulated conversations with a known number of speakers, from recordings of single speakers."""
import csv
import pathlib

import numpy as np
import soundfile as sf
from scipy.signal import fftconvolve, resample_poly

RATE = 16000


def read(path):
    x, rate = sf.read(path, dtype="float32", always_2d=True)
    x = x.mean(1)
    return x if rate == RATE else resample_poly(x, RATE, rate).astype(np.float32)


def rms(x):
    return float(np.sqrt((x.astype(np.float64) ** 2).mean() + 1e-12))


def without_pauses(x, keep=0.35):
    """Cuts silence at both ends and shortens pauses, by frame energy."""
    n = len(x) // 160
    energy = 10 * np.log10((x[: n * 160].reshape(n, 160) ** 2).mean(1) + 1e-10)
    energy = np.convolve(energy, np.ones(5) / 5, "same")
    active = energy > max(np.percentile(energy, 95) - 32, np.percentile(energy, 5) + 4)
    kept, gap = np.zeros(n, bool), 10**6
    for i in range(n):
        gap = 0 if active[i] else gap + 1
        kept[i] = gap <= keep * 100
    return x[: n * 160].reshape(n, 160)[kept].reshape(-1)


def utterances(data, name, trim=True):
    """{speaker: [waveforms]} of one set of speakers; with `trim`, long pauses are shortened."""
    out = {}
    with open(pathlib.Path(data) / "speakers" / "index.csv") as f:
        for row in csv.DictReader(f):
            if row["set"] == name:
                out.setdefault(row["speaker"], []).append(
                    read(pathlib.Path(data) / row["file"])[int(row["startSample"]):int(row["endSample"])])
    return {k: [without_pauses(x) if trim else x for x in v] for k, v in sorted(out.items())}


def noises(data):
    with open(pathlib.Path(data) / "noise" / "index.csv") as f:
        files = [row["file"] for row in csv.DictReader(f)]
    root = pathlib.Path(data).parent
    out = [read(root / f)[: RATE * 40] for f in files]
    return [x for x in out if rms(x) > 1e-4]


def room(rng):
    t60 = rng.uniform(0.08, 0.7)
    n = int(RATE * min(t60, 0.6))
    h = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / RATE / t60)
    h[: int(RATE * rng.uniform(0.001, 0.004))] = 0
    h *= 10 ** (-rng.uniform(-3, 14) / 20) / (np.sqrt((h**2).sum()) + 1e-9)
    h[0] = 1
    return h.astype(np.float32)


def channel(x, rng, decibels=4.0):
    points = rng.uniform(-decibels, decibels, 9)
    gain = 10 ** (np.interp(np.linspace(0, 1, 129), np.linspace(0, 1, 9), points) / 20)
    return fftconvolve(x, np.fft.fftshift(np.fft.irfft(gain)) * np.hanning(256), "same").astype(np.float32)


def telephone(x, rng):
    y = resample_poly(x, 1, 2)
    y = y / (np.abs(y).max() + 1e-6) * 0.7
    if rng.random() < 0.6:
        q = np.round(np.sign(y) * np.log1p(255 * np.abs(y)) / np.log1p(255) * 127) / 127
        y = np.sign(q) * np.expm1(np.abs(q) * np.log1p(255)) / 255
    return resample_poly(y, 2, 1)[: len(x)].astype(np.float32)


def with_noise(x, noise, snr):
    noise = np.tile(noise, len(x) // len(noise) + 1)[: len(x)]
    return x + noise * (rms(x) / (rms(noise) + 1e-9) * 10 ** (-snr / 20))


def converse(voices, count, rng, noise, seconds):
    """Turns of unequal share, gaps and short overlaps, one channel: (waveform, [(start s, end s, speaker)])."""
    speakers = list(rng.choice(sorted(voices), count, replace=False))
    share = np.maximum(rng.dirichlet(np.full(count, 3.0)), 0.08)
    share /= share.sum()
    need = {s: max(3.0, share[i] * seconds) for i, s in enumerate(speakers)}
    place = {s: (int(rng.integers(len(voices[s]))), 0) for s in speakers}
    level = {s: 10 ** (rng.normal(0, 2.5) / 20) for s in speakers}
    used = dict.fromkeys(speakers, 0.0)
    out = np.zeros(int((seconds * 1.8 + 20 + 6 * count) * RATE), np.float32)
    turns, t, last = [], 0.3, None
    while True:
        open_ = [s for s in speakers if used[s] < need[s] and (s != last or count == 1)]
        open_ = open_ or [s for s in speakers if used[s] < need[s]]
        if not open_:
            break
        weight = np.array([need[s] - used[s] for s in open_])
        s = open_[rng.choice(len(open_), p=weight / weight.sum())]
        wanted = min(float(np.clip(rng.lognormal(1.0, 0.75), 0.6, 14)), max(1.0, need[s] - used[s]))
        i, offset = place[s]
        x = voices[s][i][offset: offset + int(wanted * RATE)].copy()
        offset += len(x)
        place[s] = ((i + 1) % len(voices[s]), 0) if offset >= len(voices[s][i]) - RATE // 2 else (i, offset)
        start = max(0.1, t + float(np.clip(rng.normal(0.35, 0.45), -0.6, 1.8)))
        k = int(start * RATE)
        if k + len(x) > len(out):
            break
        x[:160] *= np.linspace(0, 1, 160)
        x[-160:] *= np.linspace(1, 0, 160)
        out[k: k + len(x)] += x / (rms(x) + 1e-6) * 0.05 * level[s]
        t = start + len(x) / RATE
        turns.append((start, t, s))
        used[s] += len(x) / RATE
        last = s
    x = out[: int((t + 0.5) * RATE)]
    if rng.random() < 0.5:
        x = fftconvolve(x, room(rng))[: len(x)].astype(np.float32)
    x = channel(x, rng)
    clip = noise[rng.integers(len(noise))]
    x = with_noise(x, np.roll(clip, rng.integers(len(clip))), rng.uniform(12, 30))
    if rng.random() < 0.25:
        x = telephone(x, rng)
    return np.asarray(x, np.float32), turns
