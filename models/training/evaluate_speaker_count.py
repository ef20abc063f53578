"""What the speaker count reaches on simulated conversations of unseen speakers, beside a delta-BIC baseline.

Speakers, noises and the measured room are those of part "test" of the split: no network and no fit has met them. Short
conversations have 20 to 60 s of speech, at least 3 s of each speaker and 8 s on average; nothing is said twice. The first
parameters are those that ship; more of them (other seeds of the fit) show the spread. The baseline (Chen and
Gopalakrishnan, 1998) merges the same pieces by the delta-BIC of their cepstra until no merge lies under `lambda`
penalties; lambda is chosen on conversations of the fit speakers.

usage: evaluate_speaker_count.py DATA [PARAMETERS.json ...] [--seeds 3] [--repeats 14] [--lambda-repeats 6] [--models ..]
       [--speaker-model FILE.onnx] [--cache FILE] [--keep]
"""
import argparse
import copy
import json
import pathlib

import numpy as np

import conversations as sim
import corpus
import fit_speaker_count as fsc
from fit_snr import keep_figures
import speaker_chain as sc
import speech_regions as sr

ARRAYS = "mean", "scale", "coefficients", "stopCoefficients"
GRID = np.arange(0.4, 4.0, 0.1)


def parameters(file=fsc.MODELS / "speaker-count.json"):
    p = json.loads(pathlib.Path(file).read_text())
    return {k: np.array(v) if k in ARRAYS else v for k, v in p.items()}


def bic_steps(stats, p):
    """[(seconds of each cluster, delta-BIC of the best merge in penalties)]."""
    n, s, o = stats["n"], stats["s"], stats["o"]
    if len(n) == 0:
        return []
    c = [(n[k], s[k], o[k]) for k in range(len(n))]
    det = [float(sc.log_det(np.array(x[0]), x[1], x[2], p["ridge"])) for x in c]
    penalty = 0.5 * (16 + 16 * 17 / 2) * np.log(max(n.sum(), 2))

    def gain(i, j):
        together = sc.log_det(np.array(c[i][0] + c[j][0]), c[i][1] + c[j][1], c[i][2] + c[j][2], p["ridge"])
        return 0.5 * (float(together) - det[i] - det[j]) / penalty

    live = list(range(len(c)))
    pairs = {(i, j): gain(i, j) for i in live for j in range(i)}
    steps = []
    while len(live) > 1:
        (i, j), value = min(pairs.items(), key=lambda item: item[1])
        steps.append((np.array([c[k][0] / 100 for k in live]), value))
        c.append(tuple(x + y for x, y in zip(c[i], c[j])))
        det.append(float(sc.log_det(np.array(c[-1][0]), c[-1][1], c[-1][2], p["ridge"])))
        live = [k for k in live if k not in (i, j)]
        pairs = {key: v for key, v in pairs.items() if i not in key and j not in key}
        new = len(c) - 1
        pairs.update({(new, k): gain(new, k) for k in live})
        live.append(new)
    steps.append((np.array([c[k][0] / 100 for k in live]), np.inf))
    return steps


def bic_count(steps, limit, p):
    for seconds, value in steps:
        if value > limit:
            return max(1, int((seconds >= max(p["minSeconds"], p["minShare"] * seconds.sum())).sum()))
    return 0


def bic_errors(files, limit, p):
    return np.array([abs(bic_count(f["bic"], limit, p) - f["count"]) for f in files])


def balanced(files, limit, p):
    error, counts = bic_errors(files, limit, p), np.array([f["count"] for f in files])
    return np.mean([(error[counts == n] == 0).mean() + 0.5 * (error[counts == n] <= 1).mean() for n in set(counts)])


def clean_singles(voices, nets):
    """Two recordings of each unseen speaker: five utterances each, nothing added."""
    halves = [half for waves in voices.values() for half in (waves[:5], waves[5:])]
    return [{"count": 1, **fsc.statistics(wave, fsc.regions(wave, nets), nets)} for wave in map(np.concatenate, halves)]


def difference(files, p, limit):
    """Exact answers less those of delta-BIC, in shares of all: (mean, lower, upper), paired bootstrap over files."""
    right = sc.median(fsc.answers(files, p)) == np.array([f["count"] for f in files])
    paired = right.astype(float) - (bic_errors(files, limit, p) == 0)
    draws = np.random.default_rng(0).choice(paired, (2000, len(paired))).mean(1)
    return paired.mean(), *np.quantile(draws, [0.025, 0.975])


def with_baseline(files, p):
    for f in files:
        f["bic"] = bic_steps(f["stats"], p)
    return files


def measured(everything, singles, p, net, limit):
    """The figures of one set of parameters."""
    fsc.add_chains(everything + singles, net, p)
    short = [f for f in everything if not f["long"]]
    rows = {name: fsc.report("  " + name, files, p) for name, files in
            (("20 to 60 s", short), ("80 to 400 s", [f for f in everything if f["long"]]), ("clean, one speaker", singles))}
    error, counts = bic_errors(short, limit, p), np.array([f["count"] for f in short])
    bic = {"exact": (error == 0).mean(), "withinOne": (error <= 1).mean(),
           "byNumber": {int(n): (error[counts == n] == 0).mean() for n in sorted(set(counts))},
           "cleanSingleSpeaker": (bic_errors(singles, limit, p) == 0).mean()}
    gain = difference(short, p, limit)
    print("  delta-BIC", rounded(bic), "exact less delta-BIC's, paired: %+.3f, 95 %% interval %+.3f to %+.3f" % gain, flush=True)
    return rounded({"files": len(short), **rows["20 to 60 s"], "long": rows["80 to 400 s"],
                    "cleanSingleSpeaker": {"files": len(singles), "exact": rows["clean, one speaker"]["exact"]},
                    "deltaBic": bic, "moreExactThanDeltaBic": list(gain)})


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, list) else value if isinstance(value, int) else round(float(value), 3)


def spread(rows):
    """Mean and range of each figure over the seeds of the fit."""
    for key in ("exact", "withinOne", "ece"):
        print(f"  {key}: mean {np.mean([r[key] for r in rows]):.3f}, {min(r[key] for r in rows)} to {max(r[key] for r in rows)}")
    for n in rows[0]["byNumber"]:
        print(f"  exact for {n}: mean {np.mean([r['byNumber'][n] for r in rows]):.3f}")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("parameters", nargs="*", default=[fsc.MODELS / "speaker-count.json"])
    args.add_argument("--seeds", type=int, default=3)
    args.add_argument("--repeats", type=int, default=14)
    args.add_argument("--lambda-repeats", type=int, default=6)
    args.add_argument("--models", default=str(fsc.MODELS))
    args.add_argument("--cache", type=pathlib.Path, help="keeps the conversations and their speech regions")
    args.add_argument("--speaker-model", help="an ONNX file that reads 80-mel fbank; its PARAMETERS.json must be given")
    args.add_argument("--keep", action="store_true", help="write the figures into figures.json")
    args = args.parse_args()
    fits, nets = [parameters(f) for f in args.parameters], fsc.sessions(args.models, args.speaker_model)
    plan = [(n, sim.short) for n in fsc.COUNTS for _ in range(args.lambda_repeats)]
    calibration = with_baseline(fsc.prepare(sim.Material(args.data, "fit"), plan, 10, nets), fits[0])
    limit = max(GRID, key=lambda g: balanced(calibration, g, fits[0]))
    print("delta-BIC: lambda %.1f" % limit, flush=True)

    material = sim.Material(args.data, "test")
    plan = [(n, sim.short) for n in fsc.COUNTS for _ in range(args.repeats * (2 if n == 1 else 1))]
    longer = copy.copy(material)
    longer.repeats = True  # nobody has 400 s: here, and here alone, the test repeats itself

    def conversations():
        short = [f for seed in range(args.seeds) for f in fsc.simulated(material, plan, 100 + seed, nets)]
        return short + fsc.simulated(longer, [(n, fsc.long) for n in fsc.COUNTS for _ in range(4)], 200, nets)

    files = fsc.heard(fsc.kept(args.cache, conversations), nets)
    singles = clean_singles(corpus.speakers(args.data, "test", ("librispeech-test-other",)), nets)
    with_baseline(files + singles, fits[0])

    rows = []
    for file, p in zip(args.parameters, fits):
        print(file, flush=True)
        rows.append(measured(files, singles, p, nets[1], limit))
    if len(rows) > 1:
        print("seeds of the fit:")
        spread(rows)
    if args.keep:
        keep_figures("speaker-count", {"set": "simulated conversations of held-out speakers and noises, 1 to 6 speakers, 20 to 60 s", **rows[0]})


if __name__ == "__main__":
    main()
