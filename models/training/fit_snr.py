"""Fits the SNR and its 90 % interval on mixtures of speakers of part "fit"; shows part "test" beside it.

In each case (snr_reference.py) three quantiles of the truth, 5, 50 and 95 %, are the mask's reading plus a weighted sum of features:
linear quantile regression, whose exact solution HiGHS finds, with an L1 pull on the features at unit deviation. The two ends
are then drawn away from the middle so far that each holds in 95 % of the mixtures by a regression that saw neither this sort
of speaker nor this noise (conformal). The pull is the one with the best interval score there.

Babble at -10 dB teaches the ends, not the middle: there one of the others is taken for the target, the truth lies far below the
reading, and a middle that follows it reads babble of 0 dB and more too low.

Noises are those of part "fit" and, at half as many mixtures, those of part "train", for their number: the network knows
these, but reads them no better in mixtures of other speakers.

usage: fit_snr.py DATA REFERENCE_MODELS [--per 16] [--test 4] [--cache FILE]
"""
import argparse
import json
import pathlib
import pickle

import numpy as np
from sklearn.linear_model import QuantileRegressor

import corpus
import mixtures
import snr_reference as sr
import speech_regions as regions
from teachers import session

NOISE_PARTS, PULL = 4, 1e-2
EDGES = 0.005, 0.995  # features count between these quantiles of the fit: beyond, nothing was learned
NARROWEST_DB = 0.05


def read(mixes, network, p):
    """Readings of each mixture; those with too little speech for a value are left out, and told."""
    out, all_of_them = [], 0
    for m in mixes:
        all_of_them += 1
        r = sr.readings(regions.frames(network, m["wave"]), m["wave"], p)
        if r is not None:
            out.append({"readings": r, "truth": m["snr"], **{k: m[k] for k in ("kind", "level", "layout", "clip", "speaker")}})
    print(f"{all_of_them - len(out)} of {all_of_them} mixtures have too few frames of speech for a value", flush=True)
    return out


def drowned(f):
    """Whether the target cannot be told from the others."""
    return f["kind"] == "babble" and f["level"] < min(mixtures.LEVELS)


def regression(files, p):
    """{quantile: weights}, and the range of each feature."""
    x = np.stack([sr.features(f["readings"], p) for f in files])
    least, most = np.quantile(x, EDGES, axis=0)
    x = np.clip(x, least, most)
    y = np.array([f["truth"] - sr.ratio(f["readings"]["neural"], p) for f in files])
    mean, deviation = x.mean(0), x.std(0)
    used = deviation > 1e-9
    z, heard = (x[:, used] - mean[used]) / deviation[used], np.array([not drowned(f) for f in files])
    out = {"least": least, "most": most}
    for name, q in sr.QUANTILES.items():
        rows = heard if name == "middle" else slice(None)
        line = QuantileRegressor(quantile=q, alpha=PULL, solver="highs").fit(z[rows], y[rows])
        out[name] = np.zeros(x.shape[1])
        out[name][used] = line.coef_ / deviation[used]
        out[name][0] = line.intercept_ - out[name] @ mean
    return out


def folds(files):
    """[(sort of speaker, part of the noises)] of each file; the same clip, or speaker where the noise is made, is of one part.

    The sorts of part "fit" are readers with one utterance each, and speakers of joined words.
    """
    rng, noise, out = np.random.default_rng(3), {}, []
    for i, f in enumerate(files):
        who = f["part"], f["kind"], f["clip"] if f["clip"] is not None else f["speaker"] or i
        out.append((f["speaker"] is None, noise.setdefault(who, int(rng.integers(NOISE_PARTS)))))
    return out


def held_out(files, p, name):
    """Each file's quantiles, [low, middle, high], by the regression of files that share neither sort of speaker nor noise."""
    fold, out = folds(files), np.zeros((len(files), 3))
    for sort, noise in sorted(set(fold)):
        others = [f for f, at in zip(files, fold) if at[0] != sort and at[1] != noise]
        q = {**p, "cases": {name: regression(others, p)}}
        for i in (i for i, at in enumerate(fold) if at == (sort, noise)):
            out[i] = sr.quantiles(files[i]["readings"], q)[0]
    return out


def factors(truth, ends):
    """By how much low and high go away from the middle, so that each holds in 95 % of these files."""
    low, middle, high = ends.T
    rate = min(1.0, sr.QUANTILES["high"] * (1 + 1 / len(truth)))
    return (np.quantile((middle - truth) / np.maximum(middle - low, NARROWEST_DB), rate),
            np.quantile((truth - middle) / np.maximum(high - middle, NARROWEST_DB), rate))


def fit(files, p):
    """The parameters; the files get what the other folds say of them."""
    p = {**p, "cases": {}}
    for name in sr.CASES:
        chosen = [f for f in files if sr.case(f["readings"], p) == name]
        w, ends, truth = regression(chosen, p), held_out(chosen, p, name), np.array([f["truth"] for f in chosen])
        below, above = factors(truth, ends)
        for f, (low, middle, high) in zip(chosen, ends):
            put(f, (middle + below * (low - middle), middle, middle + above * (high - middle)), name, p)
        w["low"], w["high"] = (w["middle"] + k * (w[q] - w["middle"]) for k, q in ((below, "low"), (above, "high")))
        p["cases"][name] = {q: [float(f"{v:.5g}") for v in w[q]] for q in ("least", "most", *sr.QUANTILES)}
        print(f"{name}: {len(chosen)} mixtures, ends drawn away by {below:.3f} and {above:.3f}", flush=True)
    return p


def put(f, ends, name, p):
    low, middle, high = ends
    f["db"], f["case"] = float(np.clip(middle, p["lowestDb"], p["highestDb"])), name
    f["low"], f["high"] = min(low, f["db"]), max(high, f["db"])
    f["error"] = f["db"] - f["truth"]


def add_estimates(files, p):
    for f in files:
        put(f, *sr.quantiles(f["readings"], p), p)


def groups():
    yield "all", lambda f: True
    for key in ("kind", "layout", "case"):
        for value in {"kind": mixtures.KINDS, "layout": mixtures.LAYOUTS, "case": sr.CASES}[key]:
            yield value if key != "case" else f"case {value}", lambda f, k=key, v=value: f[k] == v
    for a, b in ((-10, -10), (-5, 0), (5, 10), (15, 20), (25, 30), (35, 40)):
        yield f"{a}..{b} dB", lambda f, a=a, b=b: a <= f["level"] <= b
    plain = lambda f: f["layout"] == "pauses" and f["kind"] in ("recorded", "white")
    for a, b in ((5, 20), (-5, 0), (25, 30)):
        yield f"pauses, noise, {a}..{b} dB", lambda f, a=a, b=b: plain(f) and a <= f["level"] <= b
    for kind in ("babble", "voices"):
        yield f"pauses, {kind}", lambda f, k=kind: f["layout"] == "pauses" and f["kind"] == k
    for kind in mixtures.KINDS:
        yield f"{kind}, dense or short", lambda f, k=kind: f["kind"] == k and f["layout"] != "pauses"


def table(files):
    rows = {}
    for name, member in groups():
        chosen = [f for f in files if member(f)]
        if chosen:
            e, truth, low, high = (np.array([f[k] for f in chosen]) for k in ("error", "truth", "low", "high"))
            rows[name] = {"files": len(chosen), "maeDb": np.abs(e).mean(), "biasDb": e.mean(), "coverage": ((low <= truth) & (truth <= high)).mean(),
                          "truthBelow": (truth < low).mean(), "halfWidthDb": (high - low).mean() / 2}
    return rows


def show(title, rows):
    print("##", title)
    for name, r in rows.items():
        print(f"{name:26s} n={r['files']:4d}  MAE {r['maeDb']:.2f}  bias {r['biasDb']:+.2f}  coverage {r['coverage']:.3f}  below {r['truthBelow']:.3f}  half width {r['halfWidthDb']:.2f}", flush=True)


def keep_figures(kind, figures):
    """Into figures.json, where the manifest reads them."""
    file = pathlib.Path(__file__).resolve().parent / "figures.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**kept, kind: figures}, indent=2) + "\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("models")
    args.add_argument("--per", type=int, default=16)
    args.add_argument("--test", type=int, default=4)
    args.add_argument("--cache", help="file that keeps the readings")
    args.add_argument("--out", default=str(sr.MODELS / "snr.json"))
    args = args.parse_args()
    p, cache = sr.parameters(), pathlib.Path(args.cache) if args.cache else None
    if cache and cache.exists():
        fitted, tested = pickle.loads(cache.read_bytes())
    else:
        network, voices = session(sr.MODELS / "vad-snr.onnx"), {part: mixtures.utterances(args.data, args.models, part) for part in ("fit", "test")}
        sets = [[{**f, "part": noise} for f in read(mixtures.make(voices[part], corpus.noises(args.data, noise), per, seed, levels), network, p)]
                for part, noise, per, seed, levels in (("fit", "fit", args.per, 105, mixtures.FIT_LEVELS), ("fit", "train", args.per // 2, 106, mixtures.FIT_LEVELS),
                                                       ("test", "test", args.test, 6, mixtures.LEVELS))]
        fitted, tested = sets[0] + sets[1], sets[2]
        if cache:
            cache.write_bytes(pickle.dumps((fitted, tested)))
    p = fit(fitted, p)
    show("fit, each mixture by a regression that saw neither such speakers nor that noise", table(fitted))
    add_estimates(tested, p)
    figures = table(tested)
    show("test", figures)
    keep_figures("snr", {"set": "mixtures of part \"test\" at -5 to 30 dB (fit_snr.py)",
                         **{name: {k: v if k == "files" else round(float(v), 3) for k, v in row.items()} for name, row in figures.items()}})
    pathlib.Path(args.out).write_text(json.dumps(p, indent=1) + "\n")


if __name__ == "__main__":
    main()
