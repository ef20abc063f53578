"""AUC of VAD networks of our own kind, such as those of other trainings, on the groups of a manifest; each at its best lag.

usage: vad_spread.py MIXTURES/manifest.csv NETWORK.onnx [NETWORK.onnx ...]      (networks by ../training/vad_network.py)
"""
import argparse
import csv
import pathlib

import numpy as np

import compare_vad as compare

GROUPS = "noise, 5 dB and more", "noise, 0 dB and less", "babble, 5 dB and more"


def scored(uem, times):
    """Times that a UEM names."""
    spans = [tuple(map(float, line.split()[-2:])) for line in pathlib.Path(uem).read_text().splitlines() if line.split()]
    return np.any([(times >= a) & (times < b) for a, b in spans], axis=0) if spans else np.zeros(len(times), bool)


def read(manifest, group):
    folder = pathlib.Path(manifest).parent
    with open(manifest) as f:
        for row in csv.DictReader(f):
            if group in row["groups"].split(";"):
                wave = compare.corpus.read(folder / row["file"])
                times = np.arange(int(len(wave) / compare.corpus.RATE / compare.STEP)) * compare.STEP + compare.STEP / 2
                times = times[scored(folder / row["uem"], times)] if row["uem"] else times
                yield wave, times, compare.reference(folder / row["rttm"], times)


def curve(network, wave):
    p = compare.speech_regions.frames(network, wave)["vad"]
    return (np.arange(len(p)) + 0.5) * compare.speech_regions.FRAME / compare.corpus.RATE, p


def main():
    args = argparse.ArgumentParser()
    args.add_argument("manifest")
    args.add_argument("networks", nargs="+")
    args = args.parse_args()
    for group in GROUPS:
        recordings = list(read(args.manifest, group))
        for file in args.networks:
            network = compare.teachers.session(file)
            area, lag, _ = compare.best([curve(network, wave) for wave, *_ in recordings], recordings)
            print(f"{group} ({len(recordings)} recordings): {file} AUC {area:.4f} at lag {lag:+.2f} s", flush=True)


if __name__ == "__main__":
    main()
