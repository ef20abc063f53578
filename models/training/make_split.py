"""Draws the line between what trains the networks, what calibrates their answers, and what measures them.

The result, ../evaluation/split.json, is committed: it names every speaker and noise that is not for training.
    fit   never seen by a network; calibrates what is read from it (pair model, stop rule, intervals)
    test  seen by nothing before a table is made
Everything else is for training. ESC-10 is divided by source recording (its folds keep them together).

usage: make_split.py DATA
"""
import csv
import json
import pathlib
import sys

import numpy as np

OUT = pathlib.Path(__file__).resolve().parent.parent / "evaluation" / "split.json"


def draw(data, seed=20261124):
    rng = np.random.default_rng(seed)
    with open(data / "speakers" / "index.csv") as f:
        names = {}
        for row in csv.DictReader(f):
            names.setdefault(row["set"], set()).add(row["speaker"])
    with open(data / "noise" / "index.csv") as f:
        noise = [row for row in csv.DictReader(f)]
    libri = list(rng.permutation(sorted(names["librispeech-train"])))
    accents = list(rng.permutation(sorted(names["alphanumeric-accents"])))
    fold = {row["file"]: row["original"].split("-")[0] for row in noise if row["set"] == "esc10"}
    fit = [f for f, k in fold.items() if k == "4"]
    return {
        "speakers": {
            "fit": {"librispeech-train": sorted(libri[24:48]), "alphanumeric-accents": sorted(accents[16:24])},
            "test": {"librispeech-test-other": sorted(names["librispeech-test-other"]),
                     "librispeech-train": sorted(libri[:24]), "alphanumeric-accents": sorted(accents[:16])}},
        "noise": {
            "fit": sorted(fit) + [f"data/noise/ambience/{k}.ogg" for k in ("boat", "wind")]
                   + ["data/noise/speech-commands/doing-the-dishes.ogg"],
            "test": sorted(f for f, k in fold.items() if k == "5")
                    + [f"data/noise/ambience/{k}.ogg" for k in ("coffee-shop", "storm", "train")]
                    + [f"data/noise/speech-commands/{k}.ogg" for k in ("dude-miaowing", "exercise-bike")]},
        "rooms": {"fit": [], "test": ["data/rir/jack-lyons-hall-university-of-york.flac"]}}


if __name__ == "__main__":
    OUT.write_text(json.dumps(draw(pathlib.Path(sys.argv[1])), indent=1) + "\n")
