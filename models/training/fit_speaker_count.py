"""Fits the pair model and the stop rule of the speaker count.

Simulated conversations of the speakers and noises of part "fit", which no network has seen, in two halves without a
common speaker: the stop rule is fitted on chains whose pair model comes from the other half. One in seven of the
conversations are long (80 to 400 s). No real conversation is used, and nothing of part "test".

usage: fit_speaker_count.py DATA [--repeats 20] [--seeds 3] [--models ..] [--speaker-model FILE.onnx] [--cache FILE] [--out FOLDER]
OUT gets speaker-count.json of the seed that does best on the fit set, and speaker-count-SEED.json of each. With an 80-mel fbank
network of others it gets FILE.count.json instead, by default beside the network, where the worker looks for it.
"""
import argparse
import copy
import json
import pathlib
import pickle

import numpy as np
from sklearn.linear_model import LogisticRegression

import conversations as sim
import speaker_chain as sc
import speech_regions as sr
from embedding_network import network
from teachers import session

MODELS = pathlib.Path(__file__).resolve().parent.parent
NAMES = ["logShort", "logLong", "score", "score*logShort", "score^2", "score*logLong",
         "logGain", "rate", "logRate", "logRate*logShort"]
FIXED = {"features": NAMES, "pieceSeconds": 2.0, "minRegionSeconds": 0.45, "maxRegionSeconds": 30.0, "ridge": 0.05, "gainFloor": 1.0,
         "most": 10, "capAtZero": 0.5, "capFreeSeconds": 10.0,
         "stopFeatures": ["lowestLogit", "logSpeech", "logShort", "logLong", "switching"]}
GROUPINGS = 60  # random ones of the true pieces of a conversation
COUNTS = range(1, 7)
THRESHOLDS = len(COUNTS) - 1  # beyond the largest number of the fit the last one holds
FLOORS = (1.5, 0.03), (1.5, 0.04), (2.0, 0.05)


def sessions(folder=MODELS, speaker_model=None):
    """(VAD, speaker network): the project's own, but for a speaker network of others."""
    return session(pathlib.Path(folder) / "vad-snr.onnx"), network(folder, speaker_model)


def regions(wave, nets):
    return sr.regions(sr.frames(nets[0], wave)["vad"], len(wave))


def statistics(wave, spans, nets, turns=()):
    stats = sc.pieces(nets[1], wave, spans, FIXED)
    return {"stats": stats, "truth": truth(stats, turns) if turns else None}


def long(rng, count):
    return np.exp(rng.uniform(np.log(80), np.log(400)))


def simulated(material, plan, seed, nets):
    """Conversations of [(count, seconds(rng, count))], with their speech regions."""
    rng, out = np.random.default_rng(seed), []
    for count, seconds in plan:
        wave, turns = sim.converse(material, count, rng, seconds(rng, count))
        out.append({"count": count, "long": seconds is long, "wave": np.round(wave * 32768).astype(np.int16), "turns": turns, "spans": regions(wave, nets)})
    return out


def heard(conversations, nets):
    """The conversations as the speaker network hears them."""
    return [{"count": c["count"], "long": c["long"], **statistics(c["wave"] / np.float32(32768), c["spans"], nets, c["turns"])} for c in conversations]


def prepare(material, plan, seed, nets):
    return heard(simulated(material, plan, seed, nets), nets)


def kept(file, make):
    """What `make` gives, kept in a file if there is one: it takes minutes, and no speaker network changes it."""
    if file and file.exists():
        return pickle.loads(file.read_bytes())
    value = make()
    if file:
        file.write_bytes(pickle.dumps(value))
    return value


def truth(stats, turns):
    """The speaker of each piece, or None where two share it."""
    labels = []
    for a, b in zip(stats["start"] / sc.RATE, stats["end"] / sc.RATE):
        said = {}
        for start, end, speaker in turns:
            said[speaker] = said.get(speaker, 0) + max(0.0, min(b, end) - max(a, start))
        best = max(said, key=said.get)
        labels.append(best if said[best] > 0.6 * (b - a) and said[best] > 0.85 * sum(said.values()) else None)
    return labels


def pairs(file, net, rng):
    """Features of pairs of random clusters, each of one voice, and whether the two are of the same."""
    labels, x, y = np.array([l or "" for l in file["truth"]]), [], []
    for _ in range(GROUPINGS):
        groups, names = [], []
        for speaker in sorted(set(labels) - {""}):
            rest = rng.permutation(np.where(labels == speaker)[0])
            while len(rest):
                k = int(np.ceil(np.exp(rng.uniform(0, np.log(12)))))
                groups.append(rest[:k])
                names.append(speaker)
                rest = rest[k:]
        if len(groups) < 2:
            continue
        c = sc.clusters(net, file["stats"], groups, FIXED)
        i, j = np.triu_indices(len(groups), 1)
        x.append(sc.features(c, i, j, FIXED))
        y.append(np.array(names)[i] == np.array(names)[j])
    return (np.concatenate(x), np.concatenate(y)) if x else None


def fit_pairs(files, net, seed):
    """A conversation weighs as the root of its pairs, which is as its speech: pairs alone would make the long ones decide,
    which have hundreds of times as many and no more voices."""
    rng = np.random.default_rng(seed)
    of_file = [found for found in (pairs(file, net, rng) for file in files) if found]
    x, y = (np.concatenate(v) for v in zip(*of_file))
    share = np.concatenate([np.full(len(found[1]), len(found[1]) ** -0.5) for found in of_file])
    mean, scale = x.mean(0), x.std(0)
    same = np.average(y, weights=share)
    weight = share / share.mean() * np.where(y, 0.5 / same, 0.5 / (1 - same))
    model = LogisticRegression(max_iter=2000).fit((x - mean) / scale, y, sample_weight=weight)
    return {**FIXED, "mean": mean, "scale": scale, "coefficients": model.coef_[0], "intercept": float(model.intercept_[0])}


def add_chains(files, net, p):
    for file in files:
        file["steps"] = sc.chain(net, file["stats"], p)


def answers(files, p):
    return np.array([sc.distribution(f["steps"], f["stats"], p) for f in files])


def likelihood(files, p):
    """Mean log probability of the true number, balanced over the numbers."""
    probabilities, counts = answers(files, p), np.array([f["count"] for f in files])
    right = np.log(probabilities[np.arange(len(files)), counts] + 0.01)
    return np.mean([right[counts == n].mean() for n in set(counts)])


def fit_stop(files, p):
    """One logistic regression over all judgements, with a threshold for each k: are there more than k voices?

    Nobody is more than six here, so that "more than six" is always false; it shares the threshold of "more than five", by which more
    than six stay possible.
    """
    counts = np.bincount([f["count"] for f in files])
    x, y, weight = [], [], []
    for f in files:
        rows = sc.judgements(f["steps"], f["stats"], p)[: max(COUNTS)]
        for k, row in enumerate(rows, 1):
            if row is not None:
                x.append([*row, *(sc.threshold(k, THRESHOLDS) == j for j in range(THRESHOLDS))])
                y.append(f["count"] > k)
                weight.append(1 / counts[f["count"]])
    x, weight = np.array(x), np.array(weight) / np.mean(weight)
    mean, scale = x.mean(0), x.std(0)
    model = LogisticRegression(C=10).fit((x - mean) / scale, y, sample_weight=weight)
    coefficients = model.coef_[0] / scale
    features = len(p["stopFeatures"])
    return {**p, "stopCoefficients": coefficients[:features],
            "stopIntercepts": model.intercept_[0] - coefficients @ mean + coefficients[features:]}


def best_stop(files, p):
    """With the likeliest minimum share of a voice."""
    return max((fit_stop(files, {**p, "minSeconds": s, "minShare": r}) for s, r in FLOORS), key=lambda q: likelihood(files, q))


def fit(halves, net, seed):
    """(parameters, conversations with their chains)."""
    for one, other in (halves, halves[::-1]):
        add_chains(other, net, fit_pairs(one, net, seed))
    both = [f for half in halves for f in half]
    return {**best_stop(both, FIXED), **fit_pairs(both, net, seed)}, both


def report(name, files, p):
    probabilities, counts = answers(files, p), np.array([f["count"] for f in files])
    answer = sc.median(probabilities)
    confidence = probabilities[np.arange(len(files)), answer]
    error = np.abs(answer - counts)
    bins = np.clip((confidence * 5).astype(int), 0, 4)
    ece = sum(abs(confidence[bins == b].mean() - (error[bins == b] == 0).mean()) * (bins == b).mean() for b in set(bins))
    sure = confidence >= 0.8
    row = {"exact": (error == 0).mean(), "withinOne": (error <= 1).mean(), "ece": ece,
           "byNumber": {int(n): float((error[counts == n] == 0).mean()) for n in sorted(set(counts))},
           "sureShare": sure.mean(), "sureExact": (error[sure] == 0).mean() if sure.any() else float("nan")}
    print(f"{name}: exact {row['exact']:.3f}, within one {row['withinOne']:.3f}, ECE {ece:.3f}, by number",
          {k: round(v, 2) for k, v in row["byNumber"].items()}, f"confidence >= .8: {row['sureShare']:.2f} of files, {row['sureExact']:.2f} exact", flush=True)
    return row


def conversations(data, repeats, nets):
    material, halves = sim.Material(data, "fit"), []
    plan = [(n, sim.short) for n in COUNTS for _ in range(repeats * (2 if n == 1 else 1))] + [(n, long) for n in COUNTS for _ in range(max(1, repeats // 6) * (3 if n == 1 else 1))]
    for half in (0, 1):
        some = copy.copy(material)
        some.seconds = dict(list(material.seconds.items())[half::2])
        halves.append(simulated(some, plan, 11 + half, nets))
    return halves


def plain(p):
    """As JSON has it."""
    return {k: [float(v) for v in value] if isinstance(value, np.ndarray) else value for k, value in p.items()}


def arguments():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("--repeats", type=int, default=20)
    args.add_argument("--seeds", type=int, default=3)
    args.add_argument("--models", default=str(MODELS))
    args.add_argument("--speaker-model", type=pathlib.Path, help="an ONNX file that reads 80-mel fbank")
    args.add_argument("--cache", type=pathlib.Path, help="keeps the conversations and their speech regions")
    args.add_argument("--out", type=pathlib.Path)
    args = args.parse_args()
    args.out = args.out or (args.speaker_model.parent if args.speaker_model else MODELS)
    return args


def main():
    args = arguments()
    nets, best = sessions(args.models, args.speaker_model), None
    name = args.speaker_model.stem + ".count" if args.speaker_model else "speaker-count"
    fitted_to = {"network": nets[1].sha256} if args.speaker_model else {}
    halves = [heard(half, nets) for half in kept(args.cache, lambda: conversations(args.data, args.repeats, nets))]
    for seed in range(args.seeds):
        p, files = fit(halves, nets[1], seed)
        quality = likelihood(files, p)
        print("seed", seed, {k: p[k] for k in ("minSeconds", "minShare")}, f"likelihood {quality:.3f}", flush=True)
        for length, some in (("short", [f for f in files if not f["long"]]), ("long", [f for f in files if f["long"]])):
            report("  fit, " + length, some, p)
        text = json.dumps({**fitted_to, **plain(p)}, indent=2) + "\n"
        if args.seeds > 1 and args.out != MODELS:
            (args.out / f"{name}-{seed}.json").write_text(text)
        if best is None or quality > best[0]:  # chosen by the fit set alone
            best = quality, text
    (args.out / f"{name}.json").write_text(best[1])


if __name__ == "__main__":
    main()
