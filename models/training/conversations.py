"""Simulated conversations with a known number of speakers, from recordings of single speakers.

Part "fit" and part "test" share no speaker, no noise and no measured room. A conversation of the test never hears a
stretch of speech twice; the voices of the fit have 10 to 25 s each, and whatever comes again there comes in a slightly other colour
and at another level.
"""
import numpy as np
from scipy.signal import fftconvolve

import corpus
import rooms
from corpus import RATE, rms

SETS = "librispeech-train", "librispeech-test-other", "alphanumeric-accents"
PAUSE = 0.35  # seconds: longer pauses within a recording are cut, those between turns are the conversation's


class Material:
    """Voices, noises and measured rooms of one part."""

    def __init__(self, data, part):
        self.voices = {k: [corpus.without_pauses(w, PAUSE) for w in v] for k, v in corpus.speakers(data, part, SETS).items()}
        self.seconds = {k: sum(map(len, v)) / RATE for k, v in self.voices.items() if sum(map(len, v)) > 6 * RATE}
        self.noises = [w for _, w in corpus.noises(data, part)]
        self.rooms = corpus.rooms(data, "test" if part == "test" else "train")
        self.repeats = part == "fit"


class Talker:
    """Gives out one voice's recordings bit by bit; changed a little when they begin again."""

    def __init__(self, waves, rng):
        self.waves, self.rng = [waves[i] for i in rng.permutation(len(waves))], rng
        self.tone = self.waves
        self.wave = self.offset = 0

    def say(self, seconds):
        x = self.tone[self.wave][self.offset: self.offset + int(seconds * RATE)].copy()
        self.offset += len(x)
        if self.offset >= len(self.tone[self.wave]) - RATE // 2:
            self.wave, self.offset = self.wave + 1, 0
        if self.wave == len(self.tone):
            self.wave, self.offset, self.tone = 0, 0, self.changed()
        return x

    def changed(self):
        return [rooms.filtered(w, rooms.equaliser(self.rng, len(w), 1.0)).astype(np.float32) for w in self.waves]


def shares(rng, count, seconds):
    """Seconds of each talker, at least three."""
    share = np.maximum(rng.dirichlet(np.full(count, 3.0)), 0.08)
    return np.maximum(3.0, share / share.sum() * seconds)


def cast(material, needs, rng):
    """A voice for each need: where nothing may be repeated, one that has enough to say."""
    chosen = {}
    for i in np.argsort(-needs):
        free = [v for v in material.seconds if v not in chosen and (material.repeats or material.seconds[v] >= needs[i] + 2)]
        if not free:
            raise ValueError(f"no voice has {needs[i]:.0f} s")
        chosen[free[rng.integers(len(free))]] = needs[i]
    return chosen


def converse(material, count, rng, seconds):
    """Turns of unequal share, gaps and short overlaps in one place: (waveform, [(start s, end s, speaker)])."""
    need = cast(material, shares(rng, count, seconds), rng)
    speakers = list(need)
    talkers = {s: Talker(material.voices[s], rng) for s in speakers}
    level = {s: 10 ** (rng.normal(0, 2.5) / 20) for s in speakers}
    used = dict.fromkeys(speakers, 0.0)
    out = np.zeros(int((seconds * 2.5 + 20 + 6 * count) * RATE), np.float32)
    turns, t, last = [], 0.3, None
    while True:
        open_ = [s for s in speakers if used[s] < need[s] and (s != last or count == 1)]
        open_ = open_ or [s for s in speakers if used[s] < need[s]]
        if not open_:
            break
        weight = np.array([need[s] - used[s] for s in open_])
        s = open_[rng.choice(len(open_), p=weight / weight.sum())]
        x = talkers[s].say(min(float(np.clip(rng.lognormal(1.0, 0.75), 0.6, 14)), max(1.0, need[s] - used[s])))
        start = max(0.1, t + float(np.clip(rng.normal(0.35, 0.45), -0.6, 1.8)))
        k = int(start * RATE)
        x[:160] *= np.linspace(0, 1, 160)
        x[-160:] *= np.linspace(1, 0, 160)
        x *= 0.05 * level[s] * 10 ** (rng.normal(0, 1.0) / 20) / (rms(x) + 1e-6)
        out[k: k + len(x)] += x[: len(out) - k]
        t = start + len(x) / RATE
        turns.append((start, t, s))
        used[s] += len(x) / RATE
        last = s
    return recorded(out[: int((t + 0.5) * RATE)], rng, material), turns


def recorded(x, rng, material):
    """One room for all, one microphone, one noise; a quarter over the telephone."""
    n = len(x)
    if rng.random() < 0.5:
        x = fftconvolve(x, rooms.measured(rng, material.rooms) if rng.random() < 0.3 else rooms.simulated(rng, -3.0))[:n]
    x = rooms.filtered(x, rooms.equaliser(rng, n, 4.0))
    clip = material.noises[rng.integers(len(material.noises))]
    x = rooms.with_noise(x, np.roll(clip, rng.integers(len(clip))), rng.uniform(12, 30))
    if rng.random() < 0.25:
        x = rooms.filtered(x, rooms.band(n, rng.uniform(150, 300), rng.uniform(3300, 3700)))
        if rng.random() < 0.6:
            x = rooms.mu_law(x / (np.abs(x).max() + 1e-6) * 0.7)
    x = x * min(1.0, 0.9 / (np.abs(x).max() + 1e-6))
    return np.round(x * 32767).astype(np.float32) / 32768


def short(rng, count):
    """20 to 60 s of speech, 8 s a speaker or more on average."""
    return rng.uniform(max(20, 8 * count), 60)


def test_set(data, each, seed):
    """Short conversations of part "test", `each` of every number from 1 to 6: (waveform, turns, number)."""
    material, rng = Material(data, "test"), np.random.default_rng(seed)
    for count in range(1, 7):
        for _ in range(each):
            yield *converse(material, count, rng, short(rng, count)), count
