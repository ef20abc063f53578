"""Fits how the SNR is read from both readings, and its 90 % interval, on mixtures of part "fit"; shows part "test" beside it.

In each case (snr_reference.py) the weights are those with the least absolute error, drawn towards the reading that the
case stands for; the interval's half width is the 90 % quantile of the absolute error, log-linear in its features (quantile
regression), and scaled at last by the conformal quantile, so that it holds at the sample size at hand.

usage: fit_snr.py DATA REFERENCE_MODELS [--per 6] [--test 4] [--cache FILE]
"""
import argparse
import json
import pathlib
import pickle

import numpy as np
from scipy.optimize import minimize

import corpus
import mixtures
import snr_reference as sr
import speech_regions as regions
from teachers import session

PRIOR = {"pauses": (0.0, 1.0), "noisyPauses": (0.5, 0.5), "noPauses": (1.0, 0.0)}  # mask, energy
PULL, RIDGE, LEVEL = 0.3, 0.02, 0.9


def read(mixes, network, p):
    """Readings of each mixture; those with too little speech for a value are left out, and told."""
    out = []
    for m in mixes:
        r = sr.readings(regions.frames(network, m["wave"]), m["wave"], p)
        if r is not None:
            out.append({"readings": r, "truth": m["snr"], "kind": m["kind"], "level": m["level"], "layout": m["layout"]})
    print(f"{len(mixes) - len(out)} of {len(mixes)} mixtures have too few frames of speech for a value")
    return out


def terms(f, p):
    r = f["readings"]
    return np.array([1.0, sr.ratio(r["neural"], p), sr.ratio(r["energy"], p) if "energy" in r else 0.0])


def fit_weights(files, name, p):
    x, y = np.stack([terms(f, p) for f in files]), np.array([f["truth"] for f in files])
    prior = np.array([0.0, *PRIOR[name]])
    scale = np.array([1.0, 10.0, 10.0])  # a tenth of weight moves the answer as a decibel of offset does
    loss = lambda w: np.abs(x @ w - y).mean() + PULL * (((w - prior) * scale) ** 2).mean() / 10
    w = minimize(loss, prior, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-5}).x
    return w if name != "noPauses" else np.array([w[0], w[1], 0.0])


def fit_width(files, p):
    """Log-linear quantile regression of the absolute error, then the conformal factor."""
    x = np.stack([sr.features(f["readings"], f["db"], p) for f in files])
    error = np.array([abs(f["error"]) for f in files])
    start = np.zeros(x.shape[1])
    start[0] = np.log(np.quantile(error, LEVEL))

    def loss(w):
        over = error - np.exp(np.clip(x @ w, -3, 4))
        return np.where(over > 0, LEVEL * over, (LEVEL - 1) * over).mean() + RIDGE * (w[1:] ** 2).mean()

    w = start
    for _ in range(6):
        w = minimize(loss, w, method="Powell", options={"maxiter": 3000}).x
    rate = min(1.0, LEVEL * (1 + 1 / len(files)))
    w[0] += np.log(np.quantile(error / np.exp(x @ w), rate))
    return w


def fit(files, p):
    p = {**p, "cases": {}}
    for name in sr.CASES:
        chosen = [f for f in files if sr.case(f["readings"], p) == name]
        w = fit_weights(chosen, name, p)
        p["cases"][name] = {"offset": round(float(w[0]), 4), "mask": round(float(w[1]), 4), "energy": round(float(w[2]), 4)}
        add_estimates(chosen, p)
        p["cases"][name]["width"] = [round(float(v), 4) for v in fit_width(chosen, p)]
        print(name, len(chosen), p["cases"][name], flush=True)
    return p


def add_estimates(files, p):
    for f in files:
        db, name = sr.fused(f["readings"], p)
        f["db"] = float(np.clip(db, p["lowestDb"], p["highestDb"]))
        f["error"], f["case"] = f["db"] - f["truth"], name
        if "width" in p["cases"][name]:
            f["half"] = sr.half_width(f["readings"], db, name, p)


def groups():
    yield "all", lambda f: True
    for key in ("kind", "layout", "case"):
        for value in {"kind": mixtures.KINDS, "layout": mixtures.LAYOUTS, "case": sr.CASES}[key]:
            yield value if key != "case" else f"case {value}", lambda f, k=key, v=value: f[k] == v
    for a, b in ((-5, 0), (5, 10), (15, 20), (25, 30)):
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
            e, half = np.array([f["error"] for f in chosen]), np.array([f["half"] for f in chosen])
            rows[name] = {"files": len(chosen), "maeDb": np.abs(e).mean(), "biasDb": e.mean(), "coverage": (np.abs(e) <= half).mean(), "halfWidthDb": half.mean()}
    return rows


def show(title, rows):
    print("##", title)
    for name, r in rows.items():
        print(f"{name:26s} n={r['files']:4d}  MAE {r['maeDb']:.2f}  bias {r['biasDb']:+.2f}  coverage {r['coverage']:.3f}  half width {r['halfWidthDb']:.2f}", flush=True)


def keep_figures(kind, figures):
    """Into figures.json, where the manifest reads them."""
    file = pathlib.Path(__file__).resolve().parent / "figures.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**kept, kind: figures}, indent=2) + "\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("models")
    args.add_argument("--per", type=int, default=6)
    args.add_argument("--test", type=int, default=4)
    args.add_argument("--cache", help="file that keeps the mixtures")
    args.add_argument("--out", default=str(sr.MODELS / "snr.json"))
    args = args.parse_args()
    cache = pathlib.Path(args.cache) if args.cache else None
    if cache and cache.exists():
        sets = pickle.loads(cache.read_bytes())
    else:
        sets = {part: mixtures.make(mixtures.utterances(args.data, args.models, part), corpus.noises(args.data, part), per, seed)
                for part, per, seed in (("fit", args.per, 5), ("test", args.test, 6))}
        if cache:
            cache.write_bytes(pickle.dumps(sets))
    p, network = sr.parameters(), session(sr.MODELS / "vad-snr.onnx")
    fitted = read(sets["fit"], network, p)
    p = fit(fitted, p)
    add_estimates(fitted, p)
    show("fit", table(fitted))
    tested = read(sets["test"], network, p)
    add_estimates(tested, p)
    figures = table(tested)
    show("test", figures)
    keep_figures("snr", {"set": "mixtures of part \"test\" at -5 to 30 dB (fit_snr.py)",
                         **{name: {k: v if k == "files" else round(float(v), 3) for k, v in row.items()} for name, row in figures.items()}})
    pathlib.Path(args.out).write_text(json.dumps(p, indent=1) + "\n")


if __name__ == "__main__":
    main()
