"""Fits the 90 % interval of the SNR estimate on simulated mixes and measures it on others.

Fit: voices that the network has not seen (its 26 development speakers of LibriSpeech, and the alphanumeric
accents set), noise clips that it has not seen (every seventh of ESC-10, the last seventh of each Speech
Commands background), white noise, babble. Test: the speakers of test-other, and the ambience set.
Truth, from the stems behind every gain, 60 to 7,800 Hz: power of the clean stem over its active frames
less its own floor, over power of the noise stem plus that floor in the same frames; active is where
Silero VAD (MIT) hears speech in the clean stem.

usage: fit_snr.py DATA SILERO_ONNX [--per 3] [--out ../snr.json]
"""
import argparse
import csv
import json
import pathlib

import numpy as np
import onnxruntime as ort
from scipy.signal import butter, lfilter, sosfilt

import conversations as sim
import snr_reference as sr
import speech_regions as regions

RATE, FRAME = 16000, 256
LEVELS = (-5, 0, 5, 10, 15, 20, 25, 30)
LAYOUTS = ("pauses", "pauses", "dense", "short")
WORST_DB = 5.0
SILERO_LAG = 480  # samples: its probabilities are read 30 ms late
BAND = butter(4, [60, 7800], "band", fs=RATE, output="sos")


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options)


def silero(vad, wave):
    """Speech probability at the centre of every frame of 256 samples."""
    state, context, out = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32), []
    for a in range(0, len(wave), 512):
        chunk = np.zeros(512, np.float32)
        chunk[: len(wave[a:a + 512])] = wave[a:a + 512]
        joined = np.concatenate([context, chunk])[None]
        p, state = vad.run(None, {"input": joined, "state": state, "sr": np.array(RATE, np.int64)})
        context = joined[0, -64:]
        out.append(float(p[0, 0]))
    centres = np.arange(len(wave) // FRAME) * FRAME + FRAME // 2 + SILERO_LAG
    return np.array(out)[np.minimum(centres // 512, len(out) - 1)]


def frame_power(wave):
    n = len(wave) // FRAME
    return (wave[: n * FRAME].astype(np.float64).reshape(n, FRAME) ** 2).mean(1)


def labelled(vad, wave):
    """An utterance with its activity, active power and own floor."""
    wave = wave[: min(len(wave) // FRAME, 720) * FRAME].astype(np.float64)
    p = silero(vad, (wave / np.abs(wave).max() * 0.7).astype(np.float32))
    power = frame_power(sosfilt(BAND, wave))
    quiet = np.convolve(p > 0.3, np.ones(13), "same") == 0
    floor = power[quiet].mean() if quiet.sum() > 20 else np.percentile(power, 3)
    return {"x": wave, "active": p > 0.5, "floor": float(max(1e-10, min(floor, np.percentile(power, 20)))),
            "power": float(power[p > 0.5].mean())}


def clean_stem(voices, rng):
    """Three utterances of one speaker at one level, pauses with the recording's own floor: (wave, active, floor)."""
    parts, active, floors = [], [], []
    for i in rng.permutation(len(voices))[:3]:
        u = voices[i]
        gap = int(rng.uniform(0.3, 2.2) * RATE) // FRAME
        noise = lfilter([1], [1, -0.85], rng.standard_normal(gap * FRAME))
        noise *= np.sqrt(u["floor"] / u["power"]) / noise.std()
        parts += [noise, u["x"] / np.sqrt(u["power"])]
        active += [np.zeros(gap, bool), u["active"]]
        floors.append(u["floor"] / u["power"])
    return np.concatenate(parts), np.concatenate(active), float(np.mean(floors))


def babble(others, length, rng):
    out = np.zeros(length)
    for _ in range(8):
        at = -int(rng.integers(0, RATE * 3))
        while at < length:
            u = others[rng.integers(len(others))]
            v = u["x"] / np.sqrt(u["power"])
            a, b = max(at, 0), min(length, at + len(v))
            if b > a:
                out[a:b] += v[a - at:b - at]
            at += len(v)
    return out


def layout(name, stem, active, rng):
    """Samples to keep: all; speech alone; or 5 s from the first word on."""
    if name == "dense":
        return np.repeat(np.convolve(active, np.ones(9), "same") > 0, FRAME)
    keep = np.ones(len(stem), bool)
    if name == "short":
        start = max(0, int(np.argmax(active)) * FRAME - 4096)
        keep[:start] = False
        keep[start + 5 * RATE:] = False
    return keep


def mixes(speakers, noises, per, seed):
    rng, out = np.random.default_rng(seed), []
    singles = [u for v in speakers.values() if len(v) < 3 for u in v]
    names = [s for s in speakers if len(speakers[s]) >= 3]
    # A speaker with one utterance: three such stand in for three utterances of one.
    names += [None] * (len(singles) // 3)
    for kind in ("recorded", "white", "babble"):
        for level in LEVELS:
            for style in [s for s in LAYOUTS for _ in range(per if kind == "recorded" else max(1, per // 2))]:
                name = names[rng.integers(len(names))]
                stem, active, floor = clean_stem(singles if name is None else speakers[name], rng)
                others = [u for s, v in speakers.items() if s != name for u in v]
                if kind == "white":
                    noise = rng.standard_normal(len(stem))
                elif kind == "babble":
                    noise = babble(others, len(stem), rng)
                else:
                    clip = np.roll(noises[rng.integers(len(noises))].astype(np.float64), int(rng.integers(RATE)))
                    noise = np.tile(clip, -(-len(stem) // len(clip)))[: len(stem)]
                out.append(mix(stem, active, floor, noise, level, kind, style, rng))
    return out


def mix(stem, active, floor, noise, level, kind, style, rng):
    speech_power = frame_power(sosfilt(BAND, stem))
    noise_power = frame_power(sosfilt(BAND, noise))
    gain = np.sqrt(speech_power[active].mean() / noise_power.mean()) * 10 ** (-level / 20)
    keep = layout(style, stem, active, rng)
    on = active & keep.reshape(-1, FRAME)[: len(active)].all(1)
    noise_in_speech = noise_power[on].mean() * gain**2 + floor
    truth = 10 * np.log10(max(speech_power[on].mean() - floor, 1e-9) / noise_in_speech)
    wave = (stem + gain * noise)[keep]
    wave *= 10 ** (-rng.uniform(0, 30) / 20) / np.abs(wave).max()
    wave = (np.round(wave * 32767) / 32768).astype(np.float32)
    return {"wave": wave, "truth": float(truth), "kind": kind, "level": level, "style": style}


def read(files, network, p):
    for f in files:
        f["readings"] = sr.readings(regions.frames(network, f["wave"]), f["wave"], p)
        del f["wave"]
    heard = [f for f in files if f["readings"] is not None]
    print("%d of %d mixes have too few frames of speech for a value" % (len(files) - len(heard), len(files)))
    return heard


def add_estimates(files, p):
    for f in files:
        f["db"], f["method"], f["spread"] = sr.spread(f["readings"], p)
        f["db"] = float(np.clip(f["db"], p["lowestDb"], p["highestDb"]))
        f["error"] = f["db"] - f["truth"]


def fit_interval(files, p):
    """Shape by the interval score (Winkler, 1972) at 90 %, then the factor as the conformal quantile."""
    best = None
    for base in (0.7, 1.5, 3.0, 6.0):
        for disagreement in (0.25, 0.5, 1.0, 2.0):
            for high in (0.0, 0.01, 0.02, 0.04):
                q = {**p, "interval": {**p["interval"], "base": base, "disagreement": disagreement, "high": high}}
                add_estimates(files, q)
                error = np.array([abs(f["error"]) for f in files])
                spread = np.array([f["spread"] for f in files])
                factor = float(np.quantile(error / spread, min(1, 0.9 * (1 + 1 / len(files)))))
                # A few mixes that the VAD takes for speech altogether must not shape the interval of the others.
                missed = np.minimum(np.maximum(error - factor * spread, 0), WORST_DB)
                score = (2 * factor * spread + 2 / 0.1 * missed).mean()
                if best is None or score < best[0]:
                    q["interval"]["factor"] = round(factor, 3)
                    best = score, q
    return best[1]


def table(files, factor):
    rows = {}
    groups = {"all": lambda f: True}
    groups.update({k: lambda f, k=k: f["kind"] == k for k in ("recorded", "white", "babble")})
    groups.update({k: lambda f, k=k: f["style"] == k for k in ("pauses", "dense", "short")})
    groups.update({k: lambda f, k=k: f["method"] == k for k in ("energy", "neural")})
    groups.update({f"{a}..{b} dB": lambda f, a=a, b=b: a <= f["level"] <= b for a, b in ((-5, 0), (5, 10), (15, 20), (25, 30))})
    groups["pauses, 5..20 dB"] = lambda f: f["style"] == "pauses" and 5 <= f["level"] <= 20
    for name, member in groups.items():
        chosen = [f for f in files if member(f)]
        if chosen:
            e, s = np.array([f["error"] for f in chosen]), np.array([f["spread"] for f in chosen])
            rows[name] = {"files": len(chosen), "maeDb": np.abs(e).mean(), "biasDb": e.mean(),
                          "coverage": (np.abs(e) <= factor * s).mean(), "meanHalfWidthDb": (factor * s).mean()}
    return rows


def show(title, rows):
    print("##", title)
    for name, r in rows.items():
        print(f"{name:18s} n={r['files']:4d}  MAE {r['maeDb']:.2f}  bias {r['biasDb']:+.2f}  coverage {r['coverage']:.3f}  half width {r['meanHalfWidthDb']:.2f}", flush=True)


def keep_figures(kind, figures):
    """Into figures.json, where the manifest reads them."""
    file = pathlib.Path(__file__).resolve().parent / "figures.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**kept, kind: figures}, indent=2) + "\n")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("silero")
    args.add_argument("--per", type=int, default=3)
    args.add_argument("--out", default=str(sr.MODELS / "snr.json"))
    args = args.parse_args()
    p, network, vad = sr.parameters(), session(sr.MODELS / "vad-snr.onnx"), session(args.silero)
    with open(pathlib.Path(args.data) / "noise" / "index.csv") as f:
        rows = list(csv.DictReader(f))
    root = pathlib.Path(args.data).parent
    known = [sim.read(root / r["file"]) for i, r in enumerate(r for r in rows if r["set"] == "esc10") if i % 40 % 7 == 0]
    for r in rows:
        if r["set"] == "speech-commands":
            wave = sim.read(root / r["file"])
            known.append(wave[len(wave) * 6 // 7:])
    unseen = [sim.read(root / r["file"])[: 40 * RATE] for r in rows if r["set"] == "ambience"]
    known, unseen = ([n for n in s if sim.rms(n) > 1e-4] for s in (known, unseen))

    def speakers(name, every):
        sets = sim.utterances(args.data, name, trim=False)
        out = {s: [labelled(vad, x) for x in sets[s]] for s in sorted(sets)[::every]}
        out = {s: [u for u in v if u["power"] > 100 * u["floor"]] for s, v in out.items()}
        return {s: v for s, v in out.items() if v}

    voices = {**speakers("librispeech-train", 10), **speakers("alphanumeric-accents", 1)}
    fit = read(mixes(voices, known, args.per, 5), network, p)
    test = read(mixes(speakers("librispeech-test-other", 1), unseen, args.per, 6), network, p)
    p = fit_interval(fit, p)
    add_estimates(fit, p)
    add_estimates(test, p)
    factor = p["interval"]["factor"]
    print(p["interval"], "from %d mixes" % len(fit))
    show("fit", table(fit, factor))
    figures = table(test, factor)
    show("test", figures)
    keep_figures("snr", {"set": "mixes of LibriSpeech test-other with ambience, white noise and babble, -5 to 30 dB",
                         **{k: {n: x if n == "files" else round(float(x), 3) for n, x in r.items()} for k, r in figures.items()}})
    pathlib.Path(args.out).write_text(json.dumps(p, indent=2) + "\n")


if __name__ == "__main__":
    main()
