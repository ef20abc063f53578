"""Makes the sets behind the tables of models/README.md, from recordings that no training saw (split.json); fixed seeds.

    mixtures        one to three talkers, never at once, and a noise at -5 to 30 dB; copies over the telephone and 30 dB softer
    nonspeech       recordings and sounds without speech
    conversations   1 to 6 talkers, one channel
Each is a folder of WAV and RTTM files with a manifest.csv for `audio-insight evaluate`.

usage: make_sets.py DATA REFERENCE_MODELS OUT [--sets mixtures nonspeech conversations] [--per 4] [--conversations 25]
"""
import argparse
import csv
import pathlib
import sys

import numpy as np
import soundfile as sf

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "training"))
import corpus  # noqa: E402
import mixtures  # noqa: E402
import rooms  # noqa: E402
import sounds  # noqa: E402

RATE, SEED, SECONDS = corpus.RATE, 20261124, 20


class Folder:
    """A set that is being written."""

    def __init__(self, out, name):
        self.path, self.rows = pathlib.Path(out) / name, []
        self.path.mkdir(parents=True, exist_ok=True)

    def add(self, name, wave, turns, groups, snr=None, speakers=None, scored=None):
        """turns: [(start s, end s, speaker)] or None; scored: [(start s, end s)], all of it if None."""
        sf.write(self.path / f"{name}.wav", wave, RATE, subtype="PCM_16")
        row = {"file": f"{name}.wav", "groups": ";".join(groups), "snrDb": "" if snr is None else f"{snr:.2f}",
               "speakers": "" if speakers is None else speakers, "rttm": "", "uem": ""}
        if turns is not None:
            row["rttm"] = f"{name}.rttm"
            (self.path / row["rttm"]).write_text("".join(
                f"SPEAKER {name} 1 {a:.3f} {b - a:.3f} <NA> <NA> {s.replace('/', '_')} <NA> <NA>\n" for a, b, s in turns))
        if scored is not None:
            row["uem"] = f"{name}.uem"
            (self.path / row["uem"]).write_text("".join(f"{name} 1 {a:.3f} {b:.3f}\n" for a, b in scored))
        self.rows.append(row)

    def close(self):
        with open(self.path / "manifest.csv", "w", newline="") as f:
            writer = csv.DictWriter(f, ["file", "groups", "snrDb", "speakers", "rttm", "uem"])
            writer.writeheader()
            writer.writerows(self.rows)
        print(f"{self.path.name}: {len(self.rows)} recordings", flush=True)


def groups(m):
    """The lines of the tables in which a mixture counts."""
    noisy = m["kind"] if m["kind"] in ("babble", "voices") else "noise"
    band = next(name for most, name in ((0, "-5..0 dB"), (10, "5..10 dB"), (20, "15..20 dB"), (30, "25..30 dB")) if m["level"] <= most)
    out = [m["kind"], m["layout"], f"{noisy} {band}", f"{noisy}, 5 dB and more" if m["level"] >= 5 else f"{noisy}, 0 dB and less"]
    if m["layout"] == "pauses":
        out.append(f"pauses, {noisy}" if noisy != "noise" else "pauses, noise " + ("5..20 dB" if 5 <= m["level"] <= 20 else band))
    return out


def make_mixtures(data, models, out, per):
    voices, noises = mixtures.utterances(data, models, "test"), corpus.noises(data, "test")
    folder = Folder(out, "mixtures")
    for i, m in enumerate(mixtures.make(voices, noises, per, SEED)):
        speakers = sorted(set(m["who"][m["active"]]))  # three of one utterance each stand in for one of three
        turns = sorted((a, b, s) for s in speakers for a, b in mixtures.segments(m["active"] & (m["who"] == s)))
        scored = mixtures.segments(m["sure"])
        copied = m["level"] >= 5 and m["kind"] in ("recorded", "white") and m["layout"] == "pauses"
        folder.add(f"m{i:04d}", m["wave"], turns, groups(m) + ["copied"] * copied, snr=m["snr"], speakers=len(speakers), scored=scored)
        if copied:
            full = m["wave"] / np.abs(m["wave"]).max()
            phone = rooms.mu_law(0.7 * rooms.filtered(full, rooms.band(len(full), 300, 3400)))
            folder.add(f"m{i:04d}t", phone, turns, ["copy: telephone, mu-law"], scored=scored)
            folder.add(f"m{i:04d}s", full * 10 ** (-33 / 20), turns, ["copy: 30 dB softer"], scored=scored)
    folder.close()


def make_nonspeech(data, out):
    rng, folder, n = np.random.default_rng(SEED), Folder(out, "nonspeech"), SECONDS * RATE
    for i, (kind, wave) in enumerate(corpus.noises(data, "test")):
        wave = wave[: 60 * RATE]
        folder.add(f"r{i:03d}-{kind}", wave / np.abs(wave).max() * 10 ** (-rng.uniform(1, 20) / 20), [], [f"recorded {kind}", "recorded, apart: voices" if kind in mixtures.VOICES else "recorded"], speakers=0)
    t = np.arange(n) / RATE
    made = {
        "zeros": np.zeros(n), "constant": np.full(n, 0.1), "last-bit": rng.integers(-1, 2, n) / 32768,
        "white": rng.standard_normal(n) * 0.05, "pink": sounds.coloured(np.random.default_rng(1), n), "hum": sounds.hum(np.random.default_rng(2), n),
        "tone-440": 0.3 * np.sin(2 * np.pi * 440 * t), "square-200": 0.2 * np.sign(np.sin(2 * np.pi * 200 * t)),
        "ringback": 0.2 * (np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 6 < 2),
        "sweep": 0.3 * np.sin(2 * np.pi * (50 * t + (7000 - 50) * t * t / 2 / SECONDS)),
        "clicks": (rng.random(n) < 8 / RATE) * 0.8, "am-4-hz": rng.standard_normal(n) * 0.1 * (1 + np.sin(2 * np.pi * 4 * t))}
    for name, wave in made.items():
        wave = wave if np.abs(wave).max() <= 1 else wave / np.abs(wave).max() * 0.3
        folder.add(f"s-{name}", wave, [], [f"made {name}", "made"], speakers=0)
    for kind in ("music", "tones", "knocks", "calls", "bursts"):
        for k in range(5):
            wave = sounds.ALL[kind](np.random.default_rng([SEED, k]), n)
            folder.add(f"s-{kind}-{k}", wave / np.abs(wave).max() * 0.3, [], [f"made {kind}", "made"], speakers=0)
    folder.close()


def make_conversations(data, out, count):
    import conversations

    folder = Folder(out, "conversations")
    for i, (wave, turns, speakers) in enumerate(conversations.test_set(data, count, SEED)):
        folder.add(f"c{i:03d}", np.clip(wave, -1, 1), turns, [f"{speakers} speakers"], speakers=speakers)
    folder.close()


def main():
    args = argparse.ArgumentParser()
    for name in ("data", "models", "out"):
        args.add_argument(name)
    args.add_argument("--sets", nargs="+", default=["mixtures", "nonspeech", "conversations"])
    args.add_argument("--per", type=int, default=4, help="mixtures of each level, noise and layout")
    args.add_argument("--conversations", type=int, default=25, help="of each number of speakers")
    args = args.parse_args()
    if "mixtures" in args.sets:
        make_mixtures(args.data, args.models, args.out, args.per)
    if "nonspeech" in args.sets:
        make_nonspeech(args.data, args.out)
    if "conversations" in args.sets:
        make_conversations(args.data, args.out, args.conversations)


if __name__ == "__main__":
    main()
