"""Equal error rate of the speaker network on the ten unseen speakers of LibriSpeech test-other.

A trial is a pair of crops of two different utterances; 1.5 s: three crops an utterance, 3 s: two. Noisy: each crop has its
own room (half of them the measured room that is held out, half simulated, direct to reverberant -3 dB or more) and its own
held-out noise at 8 to 20 dB. The score is the one by which the worker judges pairs (speaker_cohort.py); beside it stand the
cosine alone, and the cosine of mean and standard deviation of the cepstra, normalised over the test crops themselves, which
flatters them. The 95 % interval is a bootstrap over speakers: a speaker drawn twice counts twice, never as two.

usage: evaluate_verification.py DATA [--models ..] [--draws 500] [--keep]
"""
import argparse
import pathlib

import numpy as np
from scipy.signal import fftconvolve

import conversations as sim
import corpus
import rooms
import speaker_chain as sc
from embedding_network import network, unit
from fit_snr import keep_figures

MODELS = pathlib.Path(__file__).resolve().parent.parent
LENGTHS = (1.5, 3), (3.0, 2)


def crops(voices, seconds, per, rng):
    """[(speaker, utterance, waveform)] of the utterances that are long enough."""
    out, n = [], int(seconds * corpus.RATE)
    for speaker, waves in voices.items():
        for i, wave in enumerate(waves):
            if len(wave) >= n:
                starts = rng.integers(0, len(wave) - n + 1, per)
                out += [(speaker, (speaker, i), wave[a:a + n]) for a in starts]
    return out


def noisy(x, rng, noises, responses):
    h = rooms.measured(rng, responses) if rng.random() < 0.5 else rooms.simulated(rng, -3.0)
    clip = noises[rng.integers(len(noises))]
    return rooms.with_noise(fftconvolve(x, h)[: len(x)], np.roll(clip, rng.integers(len(clip))), rng.uniform(8, 20))


class Embedder:
    """A crop -> (embedding, mean and deviation of its cosines with the cohort, mean and standard deviation of its cepstra), by the two
    graphs that ship."""

    def __init__(self, folder):
        self.net = network(folder)

    def sums(self, x):
        """(gate sums [1, S], cepstra [M, 16]) of all of it, at one level."""
        return self.net.pieces((x / (corpus.rms(x) + 1e-9) * 0.05).astype(np.float32), 1)

    def __call__(self, x):
        sums, cepstra = self.sums(x)
        embedding, cohort = self.net.embed(sums)
        return embedding[0], cohort[0], np.concatenate([cepstra.mean(0), cepstra.std(0)])


def equal_error_rate(score, same, weight):
    """Where the weighted share of missed pairs and that of false ones meet."""
    order = np.argsort(-score)
    same, weight = same[order], weight[order]
    hit, false = np.cumsum(weight * same), np.cumsum(weight * ~same)
    miss, false = 1 - hit / hit[-1], false / false[-1]
    i = np.argmin(np.abs(miss - false))
    return (miss[i] + false[i]) / 2


def cosines(rows):
    rows = unit(rows)
    return rows @ rows.T


def measured(scores, items, draws):
    """(equal error rate, lower, upper) by the scores of all pairs."""
    names, speaker = np.unique([s for s, _, _ in items], return_inverse=True)
    utterance = np.unique([f"{s}/{i}" for _, (s, i), _ in items], return_inverse=True)[1]
    a, b = np.triu_indices(len(items), 1)
    a, b = (v[utterance[a] != utterance[b]] for v in (a, b))
    score, same = scores[a, b], speaker[a] == speaker[b]
    rng, rates = np.random.default_rng(0), []
    for _ in range(draws):
        times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names)).astype(float)
        weight = np.where(same, times[speaker[a]], times[speaker[a]] * times[speaker[b]])
        rates.append(equal_error_rate(score, same, weight))
    return (equal_error_rate(score, same, np.ones(len(a))), *np.quantile(rates, [0.025, 0.975]))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("--models", default=str(MODELS))
    args.add_argument("--draws", type=int, default=500)
    args.add_argument("--keep", action="store_true", help="write the figures into figures.json")
    args = args.parse_args()
    voices = corpus.speakers(args.data, "test", ("librispeech-test-other",))
    voices = {k: [corpus.without_pauses(w, sim.PAUSE) for w in v] for k, v in voices.items()}
    noises, responses = [w for _, w in corpus.noises(args.data, "test")], corpus.rooms(args.data, "test")
    embed, figures = Embedder(args.models), {}
    for condition in ("clean", "noisy"):
        for seconds, per in LENGTHS:
            rng = np.random.default_rng(7)
            items = crops(voices, seconds, per, rng)
            waves = [x if condition == "clean" else noisy(x, rng, noises, responses) for _, _, x in items]
            embeddings, cohort, cepstra = (np.array(v) for v in zip(*map(embed, waves)))
            cosine = cosines(embeddings)
            scores = {"score": sc.scores(cosine, cohort[:, None], cohort[None]), "cosine alone": cosine,
                      "cepstra": cosines((cepstra - cepstra.mean(0)) / cepstra.std(0))}
            row = {name: [round(100 * float(v), 1) for v in measured(s, items, args.draws)] for name, s in scores.items()}
            figures[f"{condition} {seconds} s"] = row
            print(f"{condition} {seconds} s, {len(items)} crops:", *(f"{k} {v[0]} % ({v[1]} to {v[2]})" for k, v in row.items()), flush=True)
    if args.keep:
        keep_figures("speaker-verification", {"set": "LibriSpeech test-other, equal error rate in %, 95 % interval over speakers", **figures})


if __name__ == "__main__":
    main()
