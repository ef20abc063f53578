"""Scores `audio-insight analyze --channels separate --json` on the calls of make_calls.py, by leak, path, noise or codec.

leak kept     what the other says alone, as far as it is speech on the other's own channel, and is speech here, too
heard         what somebody says on the own channel, alone or while the other speaks, that is speech there
exact, more   the number of speakers is right; or higher

usage: score_calls.py CALLS RESULTS.jsonl [--by leakDb path]
"""
import argparse
import collections
import csv
import json
import pathlib

import numpy as np

FRAME = 0.01


def frames(spans, n, grow=0.0):
    out = np.zeros(n, bool)
    for a, b in spans:
        out[max(0, int((a - grow) / FRAME)): int((b + grow) / FRAME)] = True
    return out


def score(row, result, folder):
    n = int(result["audio"]["durationMs"] / 1000 / FRAME) + 1
    spans = {0: [], 1: []}
    for line in (folder / row["rttm"]).read_text().splitlines():
        field = line.split()
        start = float(field[3])
        spans[int(field[2]) - 1].append((start, start + float(field[4])))
    speech = [frames([(s["startMs"] / 1000, s["endMs"] / 1000) for s in c.get("speech", {}).get("segments", [])], n)
              for c in result["channelResults"]]
    sums = collections.Counter()
    for own in (0, 1):
        other = 1 - own
        mine, near = frames(spans[own], n), frames(spans[own], n, 0.15)
        theirs = frames(spans[other], n)
        alone = theirs & speech[other] & ~near
        sums["leak"] += alone.sum()
        sums["kept"] += (alone & speech[own]).sum()
        for name, part in (("own", mine & ~frames(spans[other], n, 0.15)), ("both", mine & theirs)):
            sums[name] += part.sum()
            sums[name + " heard"] += (part & speech[own]).sum()
    count = result["speakers"]["count"]
    sums.update(calls=1, exact=count == int(row["speakers"]), more=count > int(row["speakers"]),
                phantom=any(not spans[c] and result["channelResults"][c].get("speakers", {}).get("count", 0) for c in (0, 1)),
                alone=any(not spans[c] for c in (0, 1)))
    return sums


def main():
    args = argparse.ArgumentParser()
    args.add_argument("calls", type=pathlib.Path)
    args.add_argument("results", type=pathlib.Path)
    args.add_argument("--by", nargs="+", default=["leakDb"])
    args = args.parse_args()
    rows = list(csv.DictReader(open(args.calls / "manifest.csv")))
    results = [json.loads(line) for line in open(args.results)]
    groups = collections.defaultdict(collections.Counter)
    for row, result in zip(rows, results, strict=True):
        assert result["jobId"].endswith(row["file"]), row
        groups[", ".join(row[key] or "none" for key in args.by)] += score(row, result, args.calls)
    print("| | calls | leak kept | heard alone | heard while both speak | exact | more | phantoms where nobody is |\n|" + "---|" * 8)
    for name, s in sorted(groups.items()):
        print(f"| {name} | {s['calls']} | {s['kept'] / max(1, s['leak']):.1%} | {s['own heard'] / max(1, s['own']):.1%} "
              f"| {s['both heard'] / max(1, s['both']):.1%} | {s['exact'] / s['calls']:.0%} | {s['more'] / s['calls']:.0%} "
              f"| {s['phantom']} of {s['alone']} |")


if __name__ == "__main__":
    main()
