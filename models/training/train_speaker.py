"""Trains the speaker network. One thread; a checkpoint every five minutes, from which --resume goes on.

Classes are speakers x speed (0.9, 1, 1.1) x vocal tract length (0.91, 1, 1.1): another speed or tract is another voice.
Half of an additive angular margin softmax (Deng et al. 2019) and an angular prototypical loss (Chung et al. 2020)
on two crops of each class.

usage: train_speaker.py pool DATA FOLDER [--copies 3]
       train_speaker.py train FOLDER OUT [--steps 12000] [--seed 0] [--resume]
FOLDER and OUT are outside the repository; OUT gets checkpoint.pt, weights.pt (averaged weights) and log.txt.
"""
import argparse
import json
import math
import pathlib
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from scipy.signal import fftconvolve, resample_poly

import corpus
import rooms
import speaker_network as network
from training_run import Run

RATE = 16000
SPEEDS, TRACTS = ((1, 1), (10, 9), (9, 10)), (1.0, 0.91, 1.1)
SETS = {"librispeech-train": 0.40, "speech-commands": 0.30, "alphanumeric-accents": 0.12, "dspspeech20": 0.10, "arabic-commands": 0.08}
PIECE_SECONDS = 6.0
CLASSES, CROP, LEARNING_RATE, DECAY = 32, (120, 320), 2e-3, 5e-2
SCALE, MARGIN, AVERAGE = 24.0, 0.2, 0.999


# ---- the pool: augmented features of every class

def warped_filters(warp):
    """Mel filters whose centres a shorter (> 1) or longer vocal tract would move: piecewise linear up to 4.8 kHz."""
    knee, nyquist = 4800.0, RATE / 2

    def moved(f):
        edge = knee * min(1, 1 / warp) if warp > 1 else knee
        return np.where(f <= edge, f / warp, (nyquist - edge / warp) / (nyquist - edge) * (f - edge) + edge / warp)

    return network.mel_filters(moved=moved)


def power_spectra(x):
    """wave -> [M,257]; as network.LogMel before its filters."""
    frames = torch.as_tensor(np.ascontiguousarray(x, np.float32)).unfold(-1, network.WINDOW, network.HOP)
    frames = torch.cat([frames[..., :1] * 0.03, frames[..., 1:] - 0.97 * frames[..., :-1]], -1)
    spectrum = torch.fft.rfft(frames * torch.hamming_window(network.WINDOW, periodic=False), network.FFT)
    return spectrum.real**2 + spectrum.imag**2


def pieces(group, waves, rng):
    """Stretches of at most 6 s; words are joined in random order, so that no piece is known by its text."""
    if group not in corpus.WORD_SETS:
        waves = [corpus.without_pauses(w, 0.25) for w in waves]
        return [w[a:a + int(PIECE_SECONDS * RATE)] for w in waves for a in range(0, max(1, len(w) - 2 * RATE), int(PIECE_SECONDS * RATE))]
    out, piece = [], []
    for k in rng.permutation(len(waves)):
        word = corpus.without_pauses(waves[k], 0.06)
        if len(word) < RATE * 0.15 or corpus.rms(word) < 1e-4:
            continue
        piece.append(word / corpus.rms(word) * 0.05 * 10 ** (rng.uniform(-2, 2) / 20))
        if sum(map(len, piece)) > PIECE_SECONDS * RATE:
            out.append(np.concatenate(piece))
            piece = []
    if piece and (not out or sum(map(len, piece)) > 2 * RATE):
        out.append(np.concatenate(piece))
    return [p for p in out if len(p) > 1.3 * RATE]


def degraded(x, rng, noises, responses, others):
    """Room, microphone, noise or a few other voices, telephone."""
    n = len(x)
    if rng.random() < 0.55:
        h = rooms.measured(rng, responses) if rng.random() < 0.25 else rooms.simulated(rng, -8.0)
        x = fftconvolve(x, h)[:n]
    x = rooms.filtered(x, rooms.equaliser(rng, n, 8.0))
    if rng.random() < 0.7:
        if rng.random() < 0.25:
            babble = sum(np.roll(np.resize(o, n), rng.integers(n)) for o in others(rng.integers(1, 6)))
            x = rooms.with_noise(x, babble, rng.uniform(8, 22))
        else:
            clip = noises[rng.integers(len(noises))]
            x = rooms.with_noise(x, np.roll(clip, rng.integers(len(clip))), rng.uniform(2, 25))
    if rng.random() < 0.18:
        x = rooms.filtered(x, rooms.band(n, rng.uniform(80, 320), rng.uniform(3200, 3800)))
        if rng.random() < 0.6:
            x = rooms.mu_law(x / (np.abs(x).max() + 1e-6) * 0.7)
    elif rng.random() < 0.1:
        x = np.resize(rooms.holes(x, rng), n)
    return x


def pool(data, folder, copies):
    rng, folder = np.random.default_rng(1), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    voices = corpus.speakers(data, "train")
    noises, responses = [w for _, w in corpus.noises(data, "train")], corpus.rooms(data, "train")
    names, filters = sorted(voices), [warped_filters(w) for w in TRACTS]

    def others(count):
        chosen = [voices[names[rng.integers(len(names))]] for _ in range(count)]
        return [waves[rng.integers(len(waves))] for waves in chosen]

    features, classes, began = [], [], time.time()
    for number, name in enumerate(names):
        for s, (up, down) in enumerate(SPEEDS):
            for copy in range(copies):
                for wave in pieces(name.split("/")[0], voices[name], rng):
                    x = wave if up == down else resample_poly(wave, up, down)
                    x = degraded(x, rng, noises, responses, others) if copy else x
                    x = x / (corpus.rms(x) + 1e-9) * 10 ** (rng.uniform(-36, -18) / 20)
                    power = power_spectra(x)
                    for t, f in enumerate(filters):
                        features.append(torch.log(power @ f + 1e-6).half().numpy())
                        classes.append(number * 9 + s * 3 + t)
        if number % 50 == 0:
            print(number, len(names), f"{time.time() - began:.0f} s", flush=True)
    ends = np.cumsum([len(f) for f in features])
    store = np.lib.format.open_memmap(folder / "features.npy", "w+", np.float16, (int(ends[-1]), network.MELS))
    for f, end in zip(features, ends):
        store[end - len(f):end] = f
    store.flush()
    np.savez(folder / "index.npz", ends=ends, classes=np.array(classes))
    (folder / "names.json").write_text(json.dumps(names))
    print(f"{len(names)} speakers, {ends[-1] / 360000:.1f} h of features in {time.time() - began:.0f} s", flush=True)


# ---- the training

class Batches:
    """Two crops of each of 32 classes, of one random length; no two speakers' classes are weighted by their length."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.features = np.load(folder / "features.npy", mmap_mode="r")
        index = np.load(folder / "index.npz")
        self.ends, self.starts = index["ends"], np.concatenate([[0], index["ends"][:-1]])
        self.items = {}
        for i, c in enumerate(index["classes"]):
            self.items.setdefault(int(c), []).append(i)
        names = json.loads((folder / "names.json").read_text())
        self.count = len(names) * 9
        self.groups = {}
        for c in sorted(self.items):
            self.groups.setdefault(names[c // 9].split("/")[0], []).append(c)

    def draw(self, rng):
        frames = int(rng.integers(*CROP))
        x, y = np.zeros((2 * CLASSES, frames, network.MELS), np.float32), np.zeros(2 * CLASSES, np.int64)
        sets = sorted(self.groups)
        weight = np.array([SETS[s] for s in sets])
        drawn = set()
        for j in range(0, 2 * CLASSES, 2):
            while True:
                classes = self.groups[sets[rng.choice(len(sets), p=weight / weight.sum())]]
                c = classes[rng.integers(len(classes))]
                if c not in drawn:
                    drawn.add(c)
                    break
            for row in (j, j + 1):
                y[row], at = c, 0
                while at < frames:
                    i = self.items[c][rng.integers(len(self.items[c]))]
                    length = int(self.ends[i] - self.starts[i])
                    m = min(frames - at, length)
                    a = int(self.starts[i]) + int(rng.integers(0, length - m + 1))
                    x[row, at:at + m] = self.features[a:a + m]
                    at += m
        curve = np.stack([np.interp(np.linspace(0, 1, network.MELS), np.linspace(0, 1, 6), r) for r in rng.normal(0, 0.35, (len(x), 6))])
        x += curve[:, None, :].astype(np.float32)
        for row in x:
            if rng.random() < 0.4:
                a, w = rng.integers(0, network.MELS - 8), rng.integers(2, 8)
                row[:, a:a + w] = row[:, a:a + w].mean()
            if rng.random() < 0.3:
                a, w = rng.integers(0, frames - 20), rng.integers(5, 20)
                row[a:a + w] = row.mean(0)
        return torch.from_numpy(x).transpose(1, 2), torch.from_numpy(y)


def losses(embedding, centres, slope, y, margin):
    """(margin softmax, prototypical, accuracy)."""
    e = F.normalize(embedding)
    cosine = e @ F.normalize(centres).t()
    angle = torch.acos(cosine.gather(1, y[:, None]).clamp(-0.9999, 0.9999))
    target = torch.cos((angle + margin).clamp(max=math.pi))
    softmax = F.cross_entropy(cosine.scatter(1, y[:, None], target) * SCALE, y)
    between = e[0::2] @ e[1::2].t() * slope[0].clamp(min=1) + slope[1]
    same = torch.arange(len(between))
    prototypical = (F.cross_entropy(between, same) + F.cross_entropy(between.t(), same)) / 2
    return softmax, prototypical, (cosine.argmax(1) == y).float().mean()


def train(folder, out, steps, seed, resume):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    batches, net = Batches(folder), network.Net()
    centres = nn.Parameter(torch.randn(batches.count, network.SIZE) * 0.3)  # at 0.05 the margin softmax did not start to learn
    slope = nn.Parameter(torch.tensor([10.0, -2.0]))
    matrices, vectors = [p for p in net.parameters() if p.ndim > 1], [p for p in net.parameters() if p.ndim == 1]
    optimizer = torch.optim.AdamW([dict(params=matrices, weight_decay=DECAY), dict(params=vectors + [centres, slope], weight_decay=0)], lr=LEARNING_RATE)
    run = Run(out, net, optimizer, AVERAGE, {"centres": centres, "slope": slope})
    if resume:
        run.resume()
    run.note(f"{batches.count} classes, {sum(p.numel() for p in net.parameters())} parameters, {steps} steps, seed {seed}, from step {run.step}")
    recent = []
    while run.step < steps:
        rng, part = np.random.default_rng([seed, run.step]), run.step / steps
        rate = LEARNING_RATE * (part / 0.05 if part < 0.05 else 0.5 * (1 + math.cos(math.pi * (part - 0.05) / 0.95))) + 1e-6
        for group in optimizer.param_groups:
            group["lr"] = rate
        x, y = batches.draw(rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h, g = net.t(x)
        h, g = h.float(), g.float()  # the sums of squares need float32
        embedding = net.h(g.sum(2), (g * h).sum(2), (g * h * h).sum(2))
        softmax, prototypical, right = losses(embedding, centres, slope, y, MARGIN * min(1, max(0, (part - 0.1) / 0.4)))
        optimizer.zero_grad()
        (0.5 * softmax + prototypical).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        run.advance()
        recent = (recent + [[float(softmax.detach()), float(prototypical.detach()), float(right)]])[-200:]
        if run.step % 200 == 0:
            run.note(f"{run.minutes():.1f} min, step {run.step}: softmax, prototypical, accuracy {np.mean(recent, 0).round(3)}, rate {rate:.5f}")
    run.save()


def main():
    args = argparse.ArgumentParser()
    commands = args.add_subparsers(dest="command", required=True)
    p = commands.add_parser("pool")
    p.add_argument("data")
    p.add_argument("folder")
    p.add_argument("--copies", type=int, default=3)
    t = commands.add_parser("train")
    t.add_argument("folder")
    t.add_argument("out")
    t.add_argument("--steps", type=int, default=12000)
    t.add_argument("--seed", type=int, default=0)
    t.add_argument("--resume", action="store_true")
    args = args.parse_args()
    if args.command == "pool":
        pool(args.data, args.folder, args.copies)
    else:
        train(args.folder, args.out, args.steps, args.seed, args.resume)


if __name__ == "__main__":
    main()
