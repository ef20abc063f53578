"""Our VAD against Silero's on labelled recordings: AUC of the pooled frames, each read at its best lag, and the difference
with its 95 % interval from a paired block bootstrap (blocks of 5 s, drawn within and across recordings).

usage: compare_vad.py MANIFEST.csv REFERENCE_MODELS [--ours ../vad-snr.onnx] [--draws 2000]
"""
import argparse
import csv
import pathlib
import sys

import numpy as np
from scipy.stats import rankdata

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "training"))
import corpus  # noqa: E402
import speech_regions  # noqa: E402
import teachers  # noqa: E402

STEP, BLOCK = 0.01, 500  # seconds; frames
LAGS = np.arange(-0.2, 0.201, 0.02)


def auc(label, score):
    ranks, positive = rankdata(score), label.sum()
    negative = len(label) - positive
    return (ranks[label].sum() - positive * (positive + 1) / 2) / (positive * negative)


def reference(rttm, times):
    label = np.zeros(len(times), bool)
    for line in pathlib.Path(rttm).read_text().splitlines():
        fields = line.split()
        if fields and fields[0] == "SPEAKER":
            label |= (times >= float(fields[3])) & (times < float(fields[3]) + float(fields[4]))
    return label


def read(manifest):
    folder = pathlib.Path(manifest).parent
    with open(manifest) as f:
        for row in csv.DictReader(f):
            wave = corpus.read(folder / row["file"])
            times = np.arange(int(len(wave) / corpus.RATE / STEP)) * STEP + STEP / 2
            yield wave, times, reference(folder / row["rttm"], times)


def best(curves, recordings):
    """Scores at the lag with the largest area: (area, lag, [scores])."""
    label = np.concatenate([y for *_, y in recordings])
    options = []
    for lag in LAGS:
        scores = [np.interp(t + lag, c[0], c[1]) for c, (_, t, _) in zip(curves, recordings)]
        options.append((auc(label, np.concatenate(scores)), float(lag), scores))
    return max(options, key=lambda o: o[0])


def main():
    args = argparse.ArgumentParser()
    args.add_argument("manifest")
    args.add_argument("models")
    args.add_argument("--ours", default=str(pathlib.Path(__file__).resolve().parent.parent / "vad-snr.onnx"))
    args.add_argument("--draws", type=int, default=2000)
    args = args.parse_args()
    recordings = list(read(args.manifest))
    ours, silero = teachers.session(args.ours), teachers.Silero(args.models)
    curves = {"ours": [], "Silero": []}
    for wave, _, _ in recordings:
        p = speech_regions.frames(ours, wave)["vad"]
        curves["ours"].append(((np.arange(len(p)) + 0.5) * 256 / corpus.RATE, p))
        p = silero.batch([wave])[0]
        curves["Silero"].append(((np.arange(len(p)) + 0.5) * 512 / corpus.RATE, p))
    chosen = {}
    for name, c in curves.items():
        area, lag, chosen[name] = best(c, recordings)
        print(f"{name}: AUC {area:.4f} at lag {lag:+.2f} s")
    blocks = [(i, a) for i, (_, t, _) in enumerate(recordings) for a in range(0, len(t), BLOCK)]
    rng, differences = np.random.default_rng(1), []
    for _ in range(args.draws):
        drawn = [blocks[k] for k in rng.integers(len(blocks), size=len(blocks))]
        label = np.concatenate([recordings[i][2][a:a + BLOCK] for i, a in drawn])
        if 0 < label.sum() < len(label):
            a, b = (auc(label, np.concatenate([chosen[n][i][s:s + BLOCK] for i, s in drawn])) for n in ("ours", "Silero"))
            differences.append(a - b)
    low, high = np.quantile(differences, [0.025, 0.975])
    print(f"ours less Silero: 95 % interval {low:+.4f} to {high:+.4f}")


if __name__ == "__main__":
    main()
