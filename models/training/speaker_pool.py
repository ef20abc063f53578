"""The voices, noises and rooms that a training of the speaker network draws its crops from.

A speaker's words or recordings stand one after the other, at five speeds. A pool is a folder outside the repository:
waves.i16, noise.i16 (16 kHz, one level), rooms.f16 (one response a row, the direct sound at sample 0) and index.json.

usage: speaker_pool.py DATA FOLDER [--rooms 4000] [--processes 1]
"""
import argparse
import json
import pathlib
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.signal import resample_poly

import corpus
import rooms
import sounds
from corpus import RATE

SPEEDS = (1, 1), (10, 9), (9, 10), (6, 5), (5, 6)  # up, down: of duration
LEVEL, ROOM = 0.05, int(0.7 * RATE)


def recordings(group, waves, rng):
    """What a speaker says, without long pauses: whole recordings, or words of one level."""
    if group not in corpus.WORD_SETS:
        return [levelled(corpus.without_pauses(w, 0.25)) for w in waves]
    words = [corpus.without_pauses(w, 0.06) for w in waves]
    return [levelled(w) * 10 ** (rng.uniform(-2, 2) / 20) for w in words if len(w) > RATE * 0.15 and corpus.rms(w) > 1e-4]


def levelled(x):
    return x / (corpus.rms(x) + 1e-9) * LEVEL


def as_int16(x):
    return np.clip(np.round(x * 32768), -32768, 32767).astype(np.int16)


def voice(task):
    """(name, [(samples, cuts between recordings)] of each speed)."""
    number, name, waves = task
    said = recordings(name.split("/")[0], waves, np.random.default_rng([1, number]))
    speeds = []
    for up, down in SPEEDS:
        parts = [w if up == down else resample_poly(w, up, down) for w in said]
        speeds.append((as_int16(np.concatenate(parts)), np.cumsum([0] + [len(p) for p in parts]).tolist()))
    return name, speeds


def room(task):
    number, responses = task
    rng = np.random.default_rng([2, number])
    h = rooms.measured(rng, responses) if rng.random() < 0.3 else rooms.simulated(rng, -10.0)
    return np.pad(h[:ROOM], (0, max(0, ROOM - len(h)))).astype(np.float16)


def made(task):
    number, kind = task
    return sounds.ALL[kind](np.random.default_rng([3, number]), 6 * RATE)


def write(file, waves):
    """[(begin, end)] of each wave in the file."""
    index, at = [], 0
    with open(file, "wb") as out:
        for w in waves:
            w.tofile(out)
            index.append((at, at + len(w)))
            at += len(w)
    return index


def pool(data, folder, count, processes):
    folder, began = pathlib.Path(folder), time.time()
    folder.mkdir(parents=True, exist_ok=True)
    responses = corpus.rooms(data, "train")
    kinds = [k for k in sounds.ALL for _ in range(40)]
    with ProcessPoolExecutor(processes) as workers:
        voices = list(workers.map(voice, [(i, *v) for i, v in enumerate(corpus.speakers(data, "train").items())], chunksize=8))
        np.stack(list(workers.map(room, ((i, responses) for i in range(count)), chunksize=100))).tofile(folder / "rooms.f16")
        noises = [w for _, w in corpus.noises(data, "train")] + list(workers.map(made, enumerate(kinds), chunksize=8))
    noises = write(folder / "noise.i16", [as_int16(levelled(w)) for w in noises])
    places = iter(write(folder / "waves.i16", [x for _, speeds in voices for x, _ in speeds]))
    index = [{"name": name, "speeds": [{"begin": next(places)[0], "cuts": cuts} for _, cuts in speeds]} for name, speeds in voices]
    (folder / "index.json").write_text(json.dumps({"voices": index, "noises": noises}))
    print(f"{len(voices)} speakers, {sum(v['speeds'][0]['cuts'][-1] for v in index) / RATE / 60:.0f} min, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("folder")
    args.add_argument("--rooms", type=int, default=4000)
    args.add_argument("--processes", type=int, default=1)
    args = args.parse_args()
    pool(args.data, args.folder, args.rooms, args.processes)
