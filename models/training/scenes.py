"""Scenes for the VAD and SNR network: 12 s of talkers, rooms, noise and channels, with the truth of every frame.

A scene is a dict of arrays over T = 752 frames of 16 ms or Q = 188 of 64 ms:
    features  f16[T,48]  log-mel of the mixture
    speech    u8[T]      probability of speech x 255
    weight    u8[T]      how sure that is x 100: low where the teachers disagree
    mask      u8[T,48]   share of speech in each band's power x 255
    snr, snr_known       f16[Q], bool[Q]: 2 s SNR in dB, and where there is speech enough for it
    noise, noise_known   f16[Q], bool[Q]: 1 s noise level in dBFS, and where it isn't digital silence

usage: scenes.py DATA REFERENCE_MODELS OUT --part train --scenes 500 --seed 1
"""
import argparse
import pathlib
import pickle
import time

import numpy as np
from scipy.signal import fftconvolve, lfilter, resample_poly

import corpus
import rooms
import sounds
import teachers
import vad_frontend as fe

RATE, HOP = fe.RATE, fe.HOP
T = 752
N, Q = T * HOP, T // 4
SETS = {"librispeech-train": 0.42, "librispeech-test-other": 0.42, "alphanumeric-accents": 0.18, "dspspeech20": 0.13, "arabic-commands": 0.12, "speech-commands": 0.15}
LOWEST_OWN_SNR = 60.0  # as a power ratio, 18 dB: below, "clean" speech would teach noise


def decibels(p):
    return 10 * np.log10(np.maximum(p, 1e-12))


def floor_noise(rng, n, power):
    """What a pause between two recordings must hold: the floor of the clean track."""
    w = lfilter([1], [1, -0.85], rng.standard_normal(n))
    return (w * np.sqrt(power) / (w.std() + 1e-12)).astype(np.float32)


def joined(words, rng, seconds=10.0):
    """Words of one speaker in a row, with pauses, in pieces of about 10 s."""
    out, piece = [], []
    for k in rng.permutation(len(words)):
        word = words[k]
        if corpus.rms(word) < 1e-4 or len(word) < RATE // 10:
            continue
        word = word / corpus.rms(word) * 0.05 * 10 ** (rng.uniform(-3, 3) / 20)
        edge = min(160, len(word) // 4)
        word[:edge] *= np.linspace(0, 1, edge)
        word[-edge:] *= np.linspace(1, 0, edge)
        gap = int(rng.choice([rng.uniform(0.03, 0.2), rng.uniform(0.2, 0.9)]) * RATE)
        piece += [word, floor_noise(rng, gap, 1e-8)]
        if sum(map(len, piece)) > seconds * RATE:
            out.append(np.concatenate(piece))
            piece = []
    if sum(map(len, piece)) > 2 * RATE:
        out.append(np.concatenate(piece))
    return out


def voices(data, models, part, seed=5):
    """[{set, speaker, x, speech, weight, floor, active}]: recordings with the teachers' labels; x and labels per frame."""
    rng, silero, fire, out = np.random.default_rng(seed), teachers.Silero(models), teachers.FireRed(models), []
    clips = []
    for name, waves in corpus.speakers(data, part).items():
        group = name.split("/")[0]
        waves = joined(waves, rng) if group in corpus.WORD_SETS else [w[: 20 * RATE] for w in waves]
        clips += [(group, name, w[: len(w) // HOP * HOP].astype(np.float32)) for w in waves if len(w) > RATE]
    for k in range(0, len(clips), 64):
        some = clips[k:k + 64]
        times = [(np.arange(len(x) // HOP) * HOP + HOP / 2) / RATE for *_, x in some]
        for (group, name, x), t, b in zip(some, times, silero.read([x for *_, x in some], times)):
            a = fire.read(x, t)
            energy = (x.reshape(-1, HOP) ** 2).mean(1)
            quiet = np.convolve((np.maximum(a, b) > 0.3).astype(float), np.ones(13), "same") == 0
            floor = energy[quiet].mean() if quiet.sum() > 20 else np.percentile(energy, 3)
            floor, speech = float(np.clip(floor, 1e-10, np.percentile(energy, 20))), (a + b) / 2
            if (speech > 0.5).sum() < 30:
                continue
            active = float(energy[speech > 0.5].mean())
            if active > LOWEST_OWN_SNR * floor:
                out.append({"set": group, "speaker": name, "x": x, "speech": speech, "floor": floor, "active": active,
                            "weight": np.where((a > 0.5) == (b > 0.5), 1.0, 0.2).astype(np.float32)})
    return out


def bridged(speech):
    """Pauses inside a turn are worth more than silence between turns: up to 0.35 for gaps under 0.35 s, falling to 0 at 1.2 s.

    References of real meetings mark turns, not syllables; so the output ranks such pauses between the two, below
    every threshold of speech.
    """
    out, on = speech.copy(), np.flatnonzero(speech > 0.5)
    for a, b in zip(on[:-1], on[1:]):
        gap = (b - a) * HOP / RATE
        if 1 < b - a and gap < 1.2:
            out[a + 1:b] = np.maximum(out[a + 1:b], 0.35 * min(1.0, (1.2 - gap) / 0.85))
    return out


class Scenes:
    def __init__(self, data, models, part, seed, recordings=None):
        self.rng = np.random.default_rng(seed)
        self.recordings = recordings or voices(data, models, part)
        self.noises = [w / corpus.rms(w) for _, w in corpus.noises(data, part)]
        self.responses = corpus.rooms(data, "train")
        self.silero = teachers.Silero(models)
        self.by_set = {}
        for r in self.recordings:
            self.by_set.setdefault(r["set"], {}).setdefault(r["speaker"], []).append(r)

    def speaker(self):
        """The recordings of a random speaker."""
        groups = sorted(self.by_set)
        weight = np.array([SETS[g] for g in groups])
        group = self.by_set[groups[self.rng.choice(len(groups), p=weight / weight.sum())]]
        return group[sorted(group)[self.rng.integers(len(group))]]

    def room(self, farthest=-12.0):
        return rooms.measured(self.rng, self.responses) if self.rng.random() < 0.2 else rooms.simulated(self.rng, farthest)

    def talkers(self, meeting):
        """One track for each talker, with one pause or another's turn between turns: (tracks, speech, weight, floor)."""
        rng = self.rng
        count = int(rng.integers(2, 5)) if meeting else int(rng.choice([1, 1, 2, 3]))
        cast = [self.speaker() for _ in range(count)]
        levels = 10 ** (-rng.uniform(0, 18 if meeting else 10, count) / 20)
        levels[0] = 1
        tracks, speech, weight, floors = np.zeros((count, N), np.float32), np.zeros(T, np.float32), np.ones(T, np.float32), []
        at, density = int(rng.choice([0, 1, 3]) * rng.random() * RATE) // HOP, rng.choice([0.3, 1.0, 3.0])
        while at < T:
            k = rng.integers(count)
            r = cast[k][rng.integers(len(cast[k]))]
            n = len(r["x"]) // HOP
            start = rng.integers(0, max(1, n - 60))
            m = min(n - start, T - at, int(rng.uniform(60, 500)))
            gain = levels[k] / np.sqrt(r["active"])
            wave = r["x"][start * HOP:(start + m) * HOP] * gain
            edge = min(HOP, len(wave) // 4)
            wave[:edge] *= np.linspace(0, 1, edge)
            wave[-edge:] *= np.linspace(1, 0, edge)
            tracks[k, at * HOP:(at + m) * HOP] += wave
            speech[at:at + m], weight[at:at + m] = r["speech"][start:start + m], r["weight"][start:start + m]
            floors.append(gain * gain * r["floor"])
            gap = int(rng.exponential(density) * 62)
            for a, b in [(at + m, min(T, at + m + gap))] + ([(0, at)] if len(floors) == 1 else []):
                if b > a:
                    tracks[k, a * HOP:b * HOP] += floor_noise(rng, (b - a) * HOP, floors[-1])
            at += m + gap
        return tracks, speech, weight, float(np.mean(floors)) if floors else 0.0

    def background(self):
        """Talk of others, so far below that nobody would count it: 24 to 45 dB under the nearest talker."""
        tracks = self.talkers(False)[0]
        active = tracks.sum(0)
        return fftconvolve(active, self.room())[:N] * 10 ** (-self.rng.uniform(24, 45) / 20)

    def babble(self):
        rng, out = self.rng, np.zeros(N, np.float32)
        for _ in range(rng.integers(4, 14)):
            at, height = -rng.integers(0, RATE * 4), 10 ** (-rng.uniform(0, 8) / 20)
            cast = self.speaker()
            while at < N:
                r = cast[rng.integers(len(cast))]
                a, b = max(at, 0), min(N, at + len(r["x"]))
                if b > a:
                    out[a:b] += r["x"][a - at:b - at] * (height / np.sqrt(r["active"]))
                at += len(r["x"])
        return fftconvolve(out, self.room())[:N] if rng.random() < 0.5 else out

    def recorded(self):
        rng = self.rng
        w = self.noises[rng.integers(len(self.noises))]
        if rng.random() < 0.5:  # another size of dog
            up, down = [(4, 5), (5, 4), (3, 4), (4, 3), (9, 10), (10, 9), (2, 3), (3, 2)][rng.integers(8)]
            w = resample_poly(w[: 12 * RATE], up, down)
        w = np.roll(w, -rng.integers(len(w)))
        w = np.tile(w, -(-N // len(w)))[:N].copy()
        if rng.random() < 0.4:
            w = lfilter(np.array([1, rng.uniform(-0.9, 0.9)]), [1], w)
        return fftconvolve(w, self.room())[:N] if rng.random() < 0.2 else w

    def noise(self, events=False):
        """(waveform of unit power, whether it is babble)."""
        rng = self.rng
        kinds = ("recorded", "babble", *sounds.ALL)
        # coloured, hum, music, tones, bursts, knocks, calls, signals
        weight = np.array((0.40, 0.0, 0.02, 0.02, 0.13, 0.04, 0.10, 0.08, 0.16, 0.20) if events
                          else (0.42, 0.12, 0.15, 0.04, 0.06, 0.03, 0.08, 0.05, 0.05, 0.04))
        kind = kinds[rng.choice(len(kinds), p=weight / weight.sum())]
        w = self.recorded() if kind == "recorded" else self.babble() if kind == "babble" else sounds.ALL[kind](rng, N)
        w = np.asarray(w, np.float32)
        w = w / (w.std() + 1e-9)
        if rng.random() < 0.2:  # comes and goes
            steps = np.repeat(rng.uniform(-20, 0, N // 8192 + 2), 8192)[:N]
            w = w * 10 ** (lfilter([0.002], [1, -0.998], steps) / 20)
        return w / (w.std() + 1e-9), kind == "babble"

    def scene(self):
        rng = self.rng
        spoken = rng.random() < 0.85
        meeting = spoken and rng.random() < 0.3
        tracks, speech, weight, floor = self.talkers(meeting) if spoken else (np.zeros((1, N), np.float32), np.zeros(T, np.float32), np.ones(T, np.float32), 0.0)
        speech = bridged(speech)
        roomed = spoken and (meeting or rng.random() < 0.4)
        if roomed:
            one = None if meeting else self.room(-6.0)
            tracks = np.stack([fftconvolve(t, self.room() if meeting else one)[:N].astype(np.float32) for t in tracks])
            clean = tracks.sum(0)
            heard = self.silero.read([clean], [(np.arange(T) * HOP + HOP / 2) / RATE])[0]
            weight = np.where((heard > 0.5) == (speech > 0.5), weight, np.minimum(weight, 0.4)).astype(np.float32)
            speech = 0.65 * speech + 0.35 * heard  # what a room adds behind a word, and takes from it
        x = tracks.sum(0)
        active = np.repeat(speech > 0.5, HOP)
        power = float((x[active] ** 2).mean()) if active.any() else 1.0
        noise = np.zeros(N, np.float32)
        if not spoken or rng.random() < 0.92:
            noise, _ = self.noise(events=not spoken and rng.random() < 0.7)
            if rng.random() < 0.25:
                noise = noise + self.noise()[0] * 10 ** (-rng.uniform(0, 15) / 20)
            noise = noise / noise.std() * np.sqrt(power) * 10 ** (-(rng.uniform(3, 30) if meeting else rng.uniform(-8, 38)) / 20)
        if rng.random() < (0.5 if meeting else 0.15):  # sensor
            noise = noise + rng.standard_normal(N) * np.sqrt(power) * 10 ** (-rng.uniform(20, 60) / 20)
        if meeting and rng.random() < 0.5:  # somebody knocks, coughs, rustles
            noise = noise + fftconvolve(self.noise(events=True)[0], self.room())[:N] * np.sqrt(power) * 10 ** (-rng.uniform(8, 35) / 20)
        if spoken and rng.random() < 0.3:
            noise = noise + self.background() * np.sqrt(power)
        x, noise, telephone = self.channel(x, noise)
        return self.recorded_as(x, noise, speech, weight, floor, telephone)

    def channel(self, x, noise):
        """Linear, and the same for speech and noise, so that the truth goes through it too."""
        rng, gain = self.rng, None
        telephone = rng.random() < 0.2
        if telephone:
            gain = rooms.band(N, rng.uniform(80, 320), rng.uniform(3200, 3800))
        elif rng.random() < 0.12:
            gain = rooms.band(N, 0, rng.uniform(3500, 7500))
        if rng.random() < 0.3:
            curve = rooms.equaliser(rng, N)
            gain = curve if gain is None else gain * curve
        if gain is not None:
            x, noise = rooms.filtered(x, gain), rooms.filtered(noise, gain)
        return x, noise, telephone

    def recorded_as(self, x, noise, speech, weight, floor, telephone):
        rng = self.rng
        mixture = x + noise
        gain = 10 ** (-rng.choice([rng.uniform(0, 40), rng.uniform(30, 55)], p=[0.8, 0.2]) / 20) / (np.abs(mixture).max() + 1e-9)
        if rng.random() < 0.08:
            gain *= rng.uniform(1.5, 8)  # clips
        mixture, x, noise, floor = mixture * gain, x * gain, noise * gain, floor * gain * gain
        if telephone and rng.random() < 0.7:
            mixture = rooms.mu_law(mixture)
        elif rng.random() < 0.12:
            mixture = rooms.holes(mixture, rng)
            mixture = np.pad(mixture, (0, N - len(mixture)))
        mixture = np.round(np.clip(mixture, -1, 1) * 32767).astype(np.float32) / 32767
        sound = np.ones(T)
        if rng.random() < 0.1:
            for _ in range(rng.integers(1, 4)):
                a = rng.integers(T)
                b = min(T, a + rng.integers(10, 300))
                for wave in (mixture, x, noise):
                    wave[a * HOP:b * HOP] = 0
                speech[a:b], weight[a:b], sound[a:b] = 0, 1, 0
        return {**truth(x, noise, speech, sound, floor), "features": fe.log_mel(mixture).astype(np.float16),
                "speech": np.round(speech * 255).astype(np.uint8), "weight": np.round(weight * 100).astype(np.uint8)}


def truth(x, noise, speech, sound, floor):
    """Shares of power, and levels, from the two stems; the clean stem's own floor counts as noise."""
    powers, noises = fe.mel_power(x), fe.mel_power(noise)
    near = speech > 0.3
    quiet = (np.convolve(near, np.ones(13), "same") == 0) & (sound > 0)
    own = powers[quiet].mean(0) if quiet.sum() > 15 else np.full(fe.MELS, floor * 196 * 512 / 2 / fe.MELS)
    far = np.convolve(near, np.ones(33), "same") == 0
    voice = np.where(far[:, None], 0, np.maximum(powers - own, 0))
    rest = noises + powers - voice
    quarter = lambda v: v.reshape(Q, 4).mean(1)
    box = lambda v, k: np.convolve(v, np.ones(k), "same")
    active, audible = quarter((speech > 0.5) * sound), quarter(sound)
    s, n = quarter(voice.sum(1) * (speech > 0.5)), quarter(rest.sum(1)) * audible
    snr = decibels(box(s, 31) / np.maximum(box(active, 31), 1e-3) + 1e-7) - decibels(box(n, 31) / np.maximum(box(audible, 31), 1e-3) + 1e-7)
    level = decibels(box(n, 15) / np.maximum(box(audible, 15), 1e-3)) - 47
    return {"mask": np.round(voice / (voice + rest + 1e-9) * 255).astype(np.uint8),
            "snr": np.clip(snr, -15, 45).astype(np.float16), "snr_known": (box(active, 31) * 0.064 > 0.15) & (audible > 0.5),
            "noise": np.clip(level, -95, 0).astype(np.float16), "noise_known": audible > 0.5}


def main():
    args = argparse.ArgumentParser()
    for name in ("data", "models", "out"):
        args.add_argument(name)
    args.add_argument("--part", default="train")
    args.add_argument("--scenes", type=int, default=500)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--voices", help="pickle of the labelled recordings, made once and kept")
    args = args.parse_args()
    cache = pathlib.Path(args.voices) if args.voices else None
    recordings = pickle.loads(cache.read_bytes()) if cache and cache.exists() else voices(args.data, args.models, args.part)
    if cache and not cache.exists():
        cache.write_bytes(pickle.dumps(recordings))
    began = time.time()
    scenes = Scenes(args.data, args.models, args.part, args.seed, recordings)
    made = [scenes.scene() for _ in range(args.scenes)]
    np.savez(args.out, **{k: np.stack([m[k] for m in made]) for k in made[0]})
    print(f"{args.out}: {args.scenes} scenes, {args.scenes * N / RATE / 3600:.1f} h in {time.time() - began:.0f} s, "
          f"speech {np.mean([(m['speech'] > 127).mean() for m in made]):.2f}", flush=True)


if __name__ == "__main__":
    main()
