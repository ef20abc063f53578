"""What the speaker count reaches on simulated conversations of unseen speakers, beside a delta-BIC baseline.

Speakers: test-other, which neither the network nor the fit has seen. One set of conversations a seed; the
shipped parameters are used as they are. The baseline (Chen and Gopalakrishnan, 1998) merges the same pieces
by the delta-BIC of their cepstra until no merge lies under `lambda` penalties; lambda is chosen on
conversations of the fit speakers.

usage: evaluate_speaker_count.py DATA [--seeds 3] [--repeats 14] [--lambda-repeats 8]
"""
import argparse
import json

import numpy as np

import conversations as sim
import fit_speaker_count as fsc
from fit_snr import keep_figures
import speaker_chain as sc
import speech_regions as sr

GRID = np.arange(0.4, 4.0, 0.1)


def parameters():
    p = json.loads((fsc.MODELS / "speaker-count.json").read_text())
    return {k: np.array(v) if k in ("mean", "scale", "coefficients") else v for k, v in p.items()}


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


def clean_singles(voices, nets, p):
    """Two recordings of each unseen speaker: five utterances each, nothing added."""
    files = []
    for speaker in sorted(voices):
        for half in (voices[speaker][:5], voices[speaker][5:]):
            wave = np.concatenate(half)
            spans = sr.regions(sr.frames(nets[0], wave)["vad"], len(wave))
            files.append({"count": 1, "stats": sc.pieces(nets[1], wave, spans, p)})
    return files


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("--seeds", type=int, default=3)
    args.add_argument("--repeats", type=int, default=14)
    args.add_argument("--lambda-repeats", type=int, default=8)
    args = args.parse_args()
    p = parameters()
    nets = tuple(fsc.session(f) for f in ("vad-snr.onnx", "speaker-trunk.onnx", "speaker-head.onnx"))
    noise = sim.noises(args.data)
    train = sim.utterances(args.data, "librispeech-train")
    held_out = {k: train[k] for k in sorted(train)[::8]}
    unseen = sim.utterances(args.data, "librispeech-test-other")

    calibration = fsc.prepare(held_out, noise, range(1, 7), args.lambda_repeats, 11, lambda r, n: r.uniform(9, 13) * n, nets)
    for f in calibration:
        f["bic"] = bic_steps(f["stats"], p)
    limit = max(GRID, key=lambda g: balanced(calibration, g, p))
    print("delta-BIC: lambda %.1f" % limit, flush=True)

    singles = clean_singles(unseen, nets, p)
    fsc.add_chains(singles, nets[2], p)
    for f in singles:
        f["bic"] = bic_steps(f["stats"], p)
    fsc.report("clean, one speaker", singles, p)
    print("  delta-BIC exact %.3f" % (bic_errors(singles, limit, p) == 0).mean(), flush=True)

    everything = []
    for seed in range(args.seeds):
        files = fsc.prepare(unseen, noise, range(1, 7), args.repeats, 100 + seed,
                            lambda r, n: r.uniform(max(20, 9 * n), max(40, 18 * n)), nets)
        fsc.add_chains(files, nets[2], p)
        for f in files:
            f["bic"] = bic_steps(f["stats"], p)
        fsc.report("simulation seed %d" % seed, files, p)
        e = bic_errors(files, limit, p)
        print("  delta-BIC exact %.3f, within one %.3f" % ((e == 0).mean(), (e <= 1).mean()), flush=True)
        everything += files
    row = fsc.report("all seeds", everything, p)
    e, counts = bic_errors(everything, limit, p), np.array([f["count"] for f in everything])
    print("  delta-BIC exact %.3f, within one %.3f, by number" % ((e == 0).mean(), (e <= 1).mean()),
          {int(n): round(float((e[counts == n] == 0).mean()), 2) for n in sorted(set(counts))})
    ours = np.abs(fsc.answers(everything, p).argmax(1) - counts) == 0
    paired = ours.astype(float) - (e == 0)
    draws = np.random.default_rng(0).choice(paired, (2000, len(paired))).mean(1)
    print("  exact less delta-BIC's, paired: %+.3f, 95 %% interval %+.3f to %+.3f" % (paired.mean(), *np.quantile(draws, [0.025, 0.975])))
    figures = {k: round(float(row[k]), 3) for k in ("exact", "withinOne", "ece", "sureShare", "sureExact")}
    figures["byNumber"] = {k: round(v, 3) for k, v in row["byNumber"].items()}
    figures["deltaBic"] = {"exact": round(float((e == 0).mean()), 3), "withinOne": round(float((e <= 1).mean()), 3)}
    figures["moreExactThanDeltaBic"] = [round(float(v), 3) for v in (paired.mean(), *np.quantile(draws, [0.025, 0.975]))]
    answers = fsc.answers(singles, p).argmax(1)
    figures["cleanSingleSpeaker"] = {"files": len(singles), "exact": round(float((answers == 1).mean()), 3),
                                     "deltaBicExact": round(float((bic_errors(singles, limit, p) == 0).mean()), 3)}
    keep_figures("speaker-count", {"set": "simulated conversations of LibriSpeech test-other, 1 to 6 speakers",
                                   "files": len(everything), **figures})


if __name__ == "__main__":
    main()
