"""Sounds without speech, made by rule: the noises that no small collection of recordings holds. Unit-free; callers set levels."""
import numpy as np
from scipy.fft import irfft
from scipy.signal import butter, fftconvolve, sosfilt

RATE = 16000


def coloured(rng, n):
    """Stationary noise of a random spectrum: a power law, or one with random bumps."""
    bins = n // 2 + 1
    f = np.maximum(np.arange(bins), 1) * RATE / n
    kind = rng.integers(5)
    shape = f ** -(0, 0.5, 1, rng.uniform(-0.5, 1.3), 0.3)[kind]
    if kind >= 3:
        shape = shape * np.exp(np.interp(np.log(f), np.log(np.geomspace(20, 8000, 10)), rng.normal(0, 1.2, 10)))
    shape[f < 20] = 0
    return irfft(shape * (rng.standard_normal(bins) + 1j * rng.standard_normal(bins)), n)


def hum(rng, n):
    """Mains or machine: a fixed fundamental with harmonics."""
    f0 = rng.choice([50, 60, rng.uniform(30, 400)])
    t, k = np.arange(n) / RATE, np.arange(1, rng.integers(3, 25))
    k = k[k * f0 < 7500]
    height = k ** -rng.uniform(0.3, 2.0) * rng.uniform(0.2, 1, len(k))
    return sum(a * np.sin(2 * np.pi * f0 * h * t + rng.uniform(0, 6.3)) for a, h in zip(height, k)) + 0.02 * rng.standard_normal(n)


def music(rng, n):
    """Chords and melodies of plucked or held tones, sometimes with a beat."""
    out, at = np.zeros(n, np.float32), 0
    beat, root = rng.uniform(0.12, 0.6), rng.uniform(80, 400)
    scale = root * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    vibrato, harmonics, decay = rng.integers(3), rng.integers(1, 9), rng.uniform(0.3, 8)
    while at < n:
        m = min(n - at, int(beat * rng.choice([1, 1, 2, 4]) * RATE))
        t = np.arange(m) / RATE
        envelope = np.exp(-decay * t) * np.minimum(1, t * 200)
        for f in rng.choice(scale, rng.integers(1, 4)):
            for h in range(1, harmonics + 1):
                if f * h < 7500:
                    out[at:at + m] += (envelope / h * np.sin(2 * np.pi * f * h * t * (1 + 0.003 * vibrato * np.sin(30 * t)))).astype(np.float32)
        if rng.random() < 0.4:
            q = min(m, 1200)
            out[at:at + q] += 0.5 * rng.standard_normal(q) * np.exp(-np.arange(q) / 200)
        at += m
    return out


def tones(rng, n):
    """Ringback, busy, keypad and beeps."""
    pairs = [(440, 480), (425, 425), (480, 620), (697 + 80 * rng.integers(4), 1209 + 130 * rng.integers(4)), (rng.uniform(300, 3000),) * 2]
    a, b = pairs[rng.integers(len(pairs))]
    t, on, off = np.arange(n) / RATE, rng.uniform(0.1, 2), rng.uniform(0.1, 4)
    return (np.sin(2 * np.pi * a * t) + np.sin(2 * np.pi * b * t)) * ((t % (on + off)) < on) + 1e-3 * rng.standard_normal(n)


def bursts(rng, n):
    """Noise that swells and stops, thumps and clicks: the envelope of speech without a voice."""
    w, kind = coloured(rng, n), rng.integers(3)
    w = w / w.std()
    if kind == 0:
        step = int(rng.uniform(600, 4000))
        knots = np.arange(0, n + step, step)
        envelope = np.maximum(np.interp(np.arange(n), knots, rng.standard_normal(len(knots))), 0) ** rng.uniform(0.7, 2)
    else:
        envelope = np.zeros(n)
        for _ in range(rng.integers(5, 80)):
            at, decay = rng.integers(n), int(rng.uniform(0.004, 0.35) * RATE)
            tail = np.exp(-np.arange(3 * decay) / decay)[: n - at]
            envelope[at:at + len(tail)] += tail * 10 ** (-rng.uniform(0, 20) / 20)
        if kind == 2:
            w = sosfilt(butter(2, rng.uniform(80, 1500) / 8000, output="sos"), w)
    return w * envelope + 10 ** (-rng.uniform(20, 50) / 20) * rng.standard_normal(n) * 0.3


def knocks(rng, n):
    """Struck bodies (doors, dishes, keys): a few damped modes, hit again and again."""
    out, modes = np.zeros(n), rng.integers(2, 12)
    length = int(0.6 * RATE)
    t = np.arange(length) / RATE
    f = rng.uniform(60, 900) * rng.uniform(1, 8, modes)
    decay = rng.uniform(6, 120, modes) * (1 + f / 4000)
    body = sum(rng.uniform(0.2, 1) * np.exp(-d * t) * np.sin(2 * np.pi * g * t) for g, d in zip(f, decay) if g < 7800)
    body = body + 0.3 * rng.standard_normal(length) * np.exp(-t * rng.uniform(80, 600))
    at = rng.uniform(0, 1)
    gap = rng.uniform(0.08, 2.0)
    while at * RATE < n:
        k = int(at * RATE)
        m = min(length, n - k)
        out[k:k + m] += body[:m] * 10 ** (-rng.uniform(0, 15) / 20)
        at += gap * rng.uniform(0.5, 1.8)
    return out + 1e-3 * rng.standard_normal(n)


def calls(rng, n):
    """Cries of animals without formants of a talker: gliding harmonic sounds, alone or in series."""
    out, at = np.zeros(n), rng.uniform(0, 1.5)
    base, length = rng.uniform(150, 3500), rng.uniform(0.04, 1.2)
    glide, harmonics, rough = rng.uniform(-1.2, 1.2, 3), rng.integers(1, 10), rng.uniform(0, 0.6)
    slope = rng.uniform(0.3, 1.5)
    while at * RATE < n:
        k, m = int(at * RATE), int(length * rng.uniform(0.7, 1.3) * RATE)
        m = min(m, n - k)
        if m > 32:
            u = np.linspace(0, 1, m)
            octaves = np.interp(u, [0, 0.33, 0.66, 1], np.concatenate([[0], np.cumsum(glide)]) * 0.5) + 0.02 * np.sin(2 * np.pi * rng.uniform(4, 40) * u)
            phase = 2 * np.pi * np.cumsum(base * rng.uniform(0.9, 1.1) * 2**octaves) / RATE
            voice = sum(np.sin(h * phase) / h**slope * (base * h < 7000) for h in range(1, harmonics + 1))
            voice = voice * (1 + rough * rng.standard_normal(m)) + rough * 0.5 * rng.standard_normal(m)
            out[k:k + m] += voice * np.sin(np.pi * u) ** rng.uniform(0.3, 2) * 10 ** (-rng.uniform(0, 10) / 20)
        at += length + rng.exponential(rng.uniform(0.05, 1.5))
    if rng.random() < 0.5:
        tail = rng.standard_normal(4000) * np.exp(-np.arange(4000) / 900)
        out = out + 0.3 * fftconvolve(out, tail / np.sqrt((tail**2).sum()))[:n]
    return out + 1e-3 * rng.standard_normal(n)


def signals(rng, n):
    """Keys, beeps, buzzes and glides, each as long as a syllable or a word, with digital silence between."""
    out, at = np.zeros(n), int(rng.choice([0, 1]) * rng.uniform(0, 2) * RATE)
    kind, on, off = rng.integers(4), rng.uniform(0.08, 1.5), rng.uniform(0.1, 2.5)
    base, same = np.exp(rng.uniform(np.log(60), np.log(3500))), rng.random() < 0.5
    second = base * rng.uniform(1.05, 2.5)
    heights = 1 / np.arange(1, rng.integers(2, 20)) ** rng.uniform(0, 1.5)
    while at < n:
        m = min(n - at, int(on * (1 if same else rng.uniform(0.5, 1.5)) * RATE))
        t, f = np.arange(m) / RATE, base * (1 if same else rng.uniform(0.7, 1.4))
        if kind == 0:
            wave = np.sin(2 * np.pi * f * t)
        elif kind == 1:
            wave = np.sin(2 * np.pi * f * t) + np.sin(2 * np.pi * f * second / base * t)
        else:
            rise = 0 if kind == 2 else rng.uniform(-1500, 1500) if rng.random() < 0.7 else rng.uniform(-6000, 6000)
            moving = np.clip(f + rise * t, 30, 7800)
            phase = 2 * np.pi * np.cumsum(moving) / RATE
            wave = sum(a * np.sin(h * phase) * (h * moving < 7800) for h, a in enumerate(heights[: 1 if kind == 3 and same else None], 1))
        edge = min(m // 2, int(rng.choice([0, 0.002, 0.02]) * RATE))
        if edge:
            wave[:edge] *= np.linspace(0, 1, edge)
            wave[m - edge:] *= np.linspace(1, 0, edge)
        out[at:at + m] = wave
        at += m + int(off * (1 if same else rng.uniform(0.5, 1.5)) * RATE)
    return out


ALL = {"coloured": coloured, "hum": hum, "music": music, "tones": tones, "bursts": bursts, "knocks": knocks, "calls": calls, "signals": signals}
