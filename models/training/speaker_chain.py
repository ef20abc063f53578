"""From speech regions to a distribution over the number of speakers: the reference of the worker's SpeakerCounter.

Each region is cut into pieces of about 2 s. A cluster is the sum of its pieces' statistics: gate sums
of the network (additive) and the moments of their cepstra. The two clusters that are most probably one
voice are merged, again and again; P(same) is a logistic model over score, durations and delta-BIC
(Chen and Gopalakrishnan, 1998). That there are more than k voices is logistic in the merge that would
bring the chain from more than k down to k, with a threshold for each k: one judgement, however many merges came before.
"""
import numpy as np

RATE = 16000
BLOCK_PIECES, BLOCK_VOICES = 150, 12  # the cost of a chain grows with the square of its pieces
MOST_SECONDS = 100  # a cluster is judged as if heard for so long at most: delta-BIC grows with durations


def parts(spans, p):
    """Long regions in equal parts, so that the network's memory stays bounded."""
    out = []
    for a, b in spans:
        k = int(np.ceil((b - a) / (p["maxRegionSeconds"] * RATE)))
        out += [(a + (b - a) * i // k, a + (b - a) * (i + 1) // k) for i in range(k)]
    return out


def pieces(net, wave, spans, p):
    """Statistics of the pieces of all regions: dict of arrays over pieces. The network is one of embedding_network.py."""
    out = {"sums": [], "n": [], "s": [], "o": [], "start": [], "end": []}
    for a, b in parts(spans, p):
        if b - a < p["minRegionSeconds"] * RATE:
            continue
        k = max(1, int(np.floor((b - a) / RATE / p["pieceSeconds"] + 0.5)))
        sums, mfcc = net.pieces(np.ascontiguousarray(wave[a:b], np.float32), k)
        cuts = len(mfcc) * np.arange(k + 1) // k
        for i in range(k):
            z = mfcc[cuts[i]:cuts[i + 1]].astype(np.float64)
            out["sums"].append(sums[i].astype(np.float64))
            out["n"].append(float(len(z)))
            out["s"].append(z.sum(0))
            out["o"].append(z.T @ z)
            out["start"].append(a + (b - a) * i // k)
            out["end"].append(a + (b - a) * (i + 1) // k)
    return {key: np.array(value) for key, value in out.items()}


def log_det(n, s, o, ridge):
    mean = s / n[..., None]
    cov = o / n[..., None, None] - mean[..., :, None] * mean[..., None, :] + ridge * np.eye(s.shape[-1])
    return n * np.linalg.slogdet(cov)[1]


def scores(cosine, one, other):
    """Cosines measured against those that both embeddings have with a cohort (s-norm, see speaker_cohort.py)."""
    return sum((cosine - cohort[..., 0]) / cohort[..., 1] for cohort in (one, other)) / 2


def features(c, i, j, p):
    """Of the pairs (i, j): [pairs, 10], in the order of p["features"]."""
    score = scores((c["e"][i] * c["e"][j]).sum(1), c["cohort"][i], c["cohort"][j])
    frames = np.minimum(c["n"], 100 * MOST_SECONDS)
    share = frames / c["n"]
    na, nb = frames[i], frames[j]
    s, o, d = (share.reshape((-1,) + (1,) * (c[k].ndim - 1)) * c[k] for k in ("s", "o", "d"))
    short, long = np.log(np.minimum(na, nb)), np.log(np.maximum(na, nb))
    gain = 0.5 * (log_det(na + nb, s[i] + s[j], o[i] + o[j], p["ridge"]) - d[i] - d[j])
    gain = np.maximum(gain, p["gainFloor"])
    rate = gain / (na * nb / (na + nb))
    return np.stack([short, long, score, score * short, score * score, score * long,
                     np.log(gain), rate, np.log(rate), np.log(rate) * short], 1)


def logits(f, p):
    return ((f - p["mean"]) / p["scale"]) @ p["coefficients"] + p["intercept"]


def clusters(net, stats, groups, p):
    c = {k: np.stack([stats[k][g].sum(0) for g in groups]) for k in ("sums", "n", "s", "o")}
    (c["e"], c["cohort"]), c["d"] = net.embed(c["sums"]), log_det(c["n"], c["s"], c["o"], p["ridge"])
    return c


def chain(net, stats, p):
    """[(groups, logit of the best merge, its two groups)] down to one cluster; the last logit is -inf.

    Long recordings are first joined block by block.
    """
    groups = [[k] for k in range(len(stats["n"]))]
    while len(groups) > BLOCK_PIECES:
        blocks = [groups[k: k + BLOCK_PIECES] for k in range(0, len(groups), BLOCK_PIECES)]
        groups = [g for block in blocks for g in merged(net, stats, block, min(len(block), BLOCK_VOICES), p)[-1][0]]
    return merged(net, stats, groups, 1, p) if groups else []


def merged(net, stats, groups, last, p):
    n = len(groups)
    c = clusters(net, stats, groups, p)
    groups, live = list(groups), list(range(n))
    table = np.full((2 * n, 2 * n), -np.inf)
    i, j = np.triu_indices(n, 1)
    if len(i):
        table[i, j] = logits(features(c, i, j, p), p)
    steps = []
    while len(live) > last:
        a, b = np.unravel_index(np.argmax(table), table.shape)
        steps.append(([groups[k] for k in live], float(table[a, b]), (groups[a], groups[b])))
        union = {k: c[k][a] + c[k][b] for k in ("sums", "n", "s", "o")}
        union["e"], union["cohort"] = (v[0] for v in net.embed(union["sums"]))
        union["d"] = log_det(union["n"][None], union["s"][None], union["o"][None], p["ridge"])[0]
        for k in union:
            c[k] = np.concatenate([c[k], np.asarray(union[k])[None]])
        groups.append(groups[a] + groups[b])
        table[[a, b]] = -np.inf
        table[:, [a, b]] = -np.inf
        live = [k for k in live if k not in (a, b)]
        new = len(groups) - 1
        if live:
            rest = np.array(live)
            table[rest, new] = logits(features(c, rest, np.full(len(rest), new), p), p)
        live.append(new)
    steps.append(([groups[k] for k in live], -np.inf, None))
    return steps


def links(stats):
    """Pieces that follow each other within one stretch of speech: [(i, i + 1)]."""
    start, end = stats["start"], stats["end"]
    return [(i, i + 1) for i in range(len(start) - 1) if start[i + 1] == end[i]]


def switching(a, b, linked):
    """Log of how often speech goes over from one group to the other without a pause, to how often it would by chance."""
    side = {**dict.fromkeys(a, 0), **dict.fromkeys(b, 1)}
    inside = [side[i] != side[j] for i, j in linked if i in side and j in side]
    by_chance = 2 * len(a) * len(b) / (len(a) + len(b)) ** 2 * len(inside)
    return np.log((sum(inside) + 0.5) / (by_chance + 0.5))


def judgements(steps, stats, p):
    """For each k from 1 to p["most"] - 1 the stop features of the merge that brings more than k voices down to k, or None.

    A cluster is a voice that has minSeconds and minShare of the speech.
    """
    seconds = stats["n"] / 100
    total, linked = seconds.sum(), links(stats)
    floor = max(p["minSeconds"], p["minShare"] * total)
    out, lowest = [None] * (p["most"] - 1), np.inf
    for groups, logit, pair in steps:
        lowest = min(lowest, logit)  # a later merge is never surer than an earlier one
        voices = min(p["most"], sum(seconds[g].sum() >= floor for g in groups))
        if pair is None or voices < 2:
            continue
        short, long = sorted(seconds[g].sum() for g in pair)
        row = [np.clip(lowest, -30, 30), np.log(total), np.log(short), np.log(long), switching(*pair, linked)]
        out[: voices - 1] = [row] * (voices - 1)
    return out


def threshold(k, count):
    """Which of `count` thresholds holds for "more than k": the last one also beyond."""
    return min(k, count) - 1


def distribution(steps, stats, p):
    """P(N = k), k from 0 to p["most"]."""
    out = np.zeros(p["most"] + 1)
    more = 1.0
    for k, row in enumerate(judgements(steps, stats, p), 1):
        logit = -np.inf if row is None else np.dot(row, p["stopCoefficients"]) + p["stopIntercepts"][threshold(k, len(p["stopIntercepts"]))]
        beyond = min(more, 1 / (1 + np.exp(-max(logit, -700.0))))
        out[k], more = more - beyond, beyond
    out[p["most"]] = more
    return capped(out, stats["n"].sum() / 100 if steps else 0.0, p)


def median(probabilities):
    """The answer, of distributions in rows: the number with the least expected error. The most probable one names too few where
    many speak, since the probability of many is spread over several numbers."""
    return (np.cumsum(probabilities, -1) < 0.5 - 1e-9).sum(-1)


def capped(out, speech_seconds, p):
    """Little speech cannot tell much: what is over the cap goes to the numbers beside."""
    cap = p["capAtZero"] + (1 - p["capAtZero"]) * min(1, speech_seconds / p["capFreeSeconds"])
    best = int(out.argmax())
    excess = out[best] - cap
    if excess > 0:
        beside = [k for k in (best - 1, best + 1) if 1 <= k < len(out)]
        out[best] -= excess
        out[beside] += excess / len(beside)
    return out
