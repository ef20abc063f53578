"""Makes two-channel calls whose channels leak into each other, from recordings that no training saw; a fixed seed.

Part "fit" set the thresholds of the leak finder, part "test" gave the figures of models/README.md. Each call is a
WAV file of two channels, an RTTM file with a line for each turn (RTTM counts channels from 1) and a row of
manifest.csv for `audio-insight evaluate --channels separate`; score_calls.py reads the rows as well.

usage: make_calls.py DATA OUT [--part test] [--seed N] [--each 2]
"""
import argparse
import csv
import itertools
import pathlib
import sys

import numpy as np
import soundfile as sf
from scipy.signal import fftconvolve, resample_poly

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "training"))
import conversations  # noqa: E402
import corpus  # noqa: E402
import rooms  # noqa: E402

RATE, SEED = corpus.RATE, 20261125
LEAKS = None, 0.0, -3.0, -6.0, -10.0, -15.0, -20.0
PATHS = "plain", "filter", "room"
NOISES = 12, 20, 30  # dB below the channel's own speaker
CODECS = "wide", "mu-law"
FIELDS = "file", "groups", "speakers", "rttm", "leakDb", "path", "noiseDb", "codec", "delayMs"


def talk(material, names, rng, seconds):
    """Who says what when on a line of two: turns with gaps and overlaps, and short words amid the other's turn."""
    talkers = [conversations.Talker(material.voices[n], rng) for n in names]
    stems = np.zeros((2, int((seconds + 20) * RATE)), np.float32)
    turns, t, who = [], 0.3, int(rng.integers(2))
    while t < seconds:
        x = spoken(talkers[who], float(np.clip(rng.lognormal(1.0, 0.6), 0.8, 10)), rng)
        put(stems[who], x, t, turns, who)
        if rng.random() < 0.3 and len(x) > 2 * RATE:  # "yes"
            y = spoken(talkers[1 - who], rng.uniform(0.5, 0.9), rng)
            put(stems[1 - who], y, t + rng.uniform(0.5, len(x) / RATE - 1.2), turns, 1 - who)
        t += len(x) / RATE + float(np.clip(rng.normal(0.3, 0.6), -1.5, 2.0))
        who = 1 - who if rng.random() < 0.85 else who
    return stems[:, : int((max(end for _, end, _ in turns) + 0.5) * RATE)], sorted(turns)


def spoken(talker, seconds, rng):
    x = talker.say(seconds)
    x[:160] *= np.linspace(0, 1, 160)
    x[-160:] *= np.linspace(1, 0, 160)
    return x * (0.05 * 10 ** (rng.normal(0, 1.5) / 20) / (corpus.rms(x) + 1e-6))


def put(stem, x, start, turns, who):
    k = int(max(0.1, start) * RATE)
    stem[k: k + len(x)] += x[: len(stem) - k]
    turns.append((k / RATE, (k + len(x)) / RATE, who))


def heard_elsewhere(x, path, delay, rng, material):
    """What of x comes through to the other line, before its level."""
    if path == "filter":
        x = rooms.filtered(rooms.filtered(x, rooms.equaliser(rng, len(x), 6.0)), rooms.band(len(x), 200, rng.uniform(2500, 7000)))
    if path == "room":
        h = rooms.measured(rng, material.rooms) if rng.random() < 0.3 else rooms.simulated(rng, -3.0)
        x = fftconvolve(x, h)[: len(x)]
    k = int(delay * RATE)
    return np.concatenate([np.zeros(k), x[: len(x) - k]])


def call(material, rng, leak, path, noise_db, codec):
    """(samples, rate, turns, delay s): turns are (start s, end s, channel)."""
    names = [list(material.seconds)[i] for i in rng.permutation(len(material.seconds))]
    names = [n for n in names if material.repeats or material.seconds[n] > 18][:2]
    stems, turns = talk(material, names, rng, rng.uniform(30, 45))
    if rng.random() < 0.25:  # nobody is at the other end
        stems[1] = 0
        turns = [t for t in turns if t[2] == 0]
    delay = rng.uniform(0, 0.05)
    channels = stems.copy()
    if leak is not None:
        for c in (0, 1):
            y = heard_elsewhere(stems[c], path, delay, rng, material)
            channels[1 - c] += y * corpus.rms(stems[c]) / corpus.rms(y) * 10 ** (leak / 20)
    for c in (0, 1):
        noise = material.noises[rng.integers(len(material.noises))]
        noise = np.tile(noise, channels.shape[1] // len(noise) + 1)[: channels.shape[1]]
        level = 0.035 * 10 ** (-noise_db / 20)
        channels[c] += np.roll(noise, rng.integers(len(noise))) * level / (corpus.rms(noise) + 1e-9)
    channels *= 0.7 / max(0.7, np.abs(channels).max())
    if codec == "mu-law":
        n = channels.shape[1]
        channels = np.stack([resample_poly(rooms.filtered(c, rooms.band(n, 200, 3500)), 1, 2) for c in channels])
    return channels.T, RATE if codec == "wide" else RATE // 2, turns, delay


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("out", type=pathlib.Path)
    args.add_argument("--part", default="test")
    args.add_argument("--seed", type=int, default=SEED)
    args.add_argument("--each", type=int, default=1, help="calls of each leak, path, noise and codec")
    args = args.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    material = conversations.Material(args.data, args.part)
    with open(args.out / "manifest.csv", "w", newline="") as f:
        writer = csv.DictWriter(f, FIELDS)
        writer.writeheader()
        for i, (leak, path, noise_db, codec, k) in enumerate(itertools.product(LEAKS, PATHS, NOISES, CODECS, range(args.each))):
            wave, rate, turns, delay = call(material, np.random.default_rng([args.seed, i, args.part == "test"]), leak, path, noise_db, codec)
            name = f"c{i:04d}"
            sf.write(args.out / f"{name}.wav", wave, rate, subtype="PCM_16" if codec == "wide" else "ULAW")
            (args.out / f"{name}.rttm").write_text("".join(
                f"SPEAKER {name} {c + 1} {a:.3f} {b - a:.3f} <NA> <NA> V{c} <NA> <NA>\n" for a, b, c in turns))
            level = "no leak" if leak is None else f"leak {leak:g} dB"
            writer.writerow(dict(zip(FIELDS, (
                f"{name}.wav", ";".join((level, path, f"noise -{noise_db} dB", codec)), len({c for *_, c in turns}),
                f"{name}.rttm", "" if leak is None else leak, path, noise_db, codec, f"{delay * 1000:.1f}"))))


if __name__ == "__main__":
    main()
