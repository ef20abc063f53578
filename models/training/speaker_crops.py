"""Crops of the pool's voices, each heard through a room, a noise and a channel of its own, drawn anew every time.

The two crops of a voice hold different stretches of speech (but of a speaker with one word), and each speaker of a batch stands
with two voices (a speed and a vocal tract length each): what is said cannot tell that two crops are one voice's.
"""
import json
import pathlib

import numpy as np
import torch

import corpus
import speaker_network as network
from corpus import RATE
from speaker_pool import ROOM, SPEEDS

TRACTS = 1.0, 0.92, 1.09, 0.85, 1.18
VOICES = len(SPEEDS) * len(TRACTS)  # of each speaker: another speed or tract is another voice
SETS = {"librispeech-train": 0.44, "speech-commands": 0.28, "alphanumeric-accents": 0.12, "dspspeech20": 0.09, "arabic-commands": 0.07}
SHORTEST, LONGEST = 100, 300  # frames of a crop
SEGMENTS, OTHERS = 24, 5
COLOUR = 4.0  # of a microphone, standard deviation in dB


def warped_filters(warp):
    """Mel filters whose centres a shorter (> 1) or longer vocal tract would move: piecewise linear up to 4.8 kHz."""
    knee, nyquist = 4800.0, RATE / 2

    def moved(f):
        edge = knee * min(1, 1 / warp) if warp > 1 else knee
        return np.where(f <= edge, f / warp, (nyquist - edge / warp) / (nyquist - edge) * (f - edge) + edge / warp)

    return network.mel_filters(moved=moved)


class Plans:
    """Which stretches of which voices a batch is made of: numbers only, so that drawing needs no accelerator."""

    def __init__(self, folder, speakers):
        index = json.loads((pathlib.Path(folder) / "index.json").read_text())
        self.voices, self.noises, self.speakers = index["voices"], np.array(index["noises"]), speakers
        self.count = len(self.voices) * VOICES
        self.groups = [[i for i, v in enumerate(self.voices) if v["name"].startswith(s + "/")] for s in SETS]

    def draw(self, rng):
        """Of B crops: samples, the length of each; segments [B,SEGMENTS,2], (begin, length) of what a crop is joined of; classes [B] and
        tracts [B]; others [B,1+OTHERS,3], (begin, end, where to start) of a noise and of other speakers. Rows 2 k and 2 k + 1
        are of one class."""
        frames = int(rng.integers(SHORTEST, LONGEST))
        samples = (frames - 1) * network.HOP + network.WINDOW
        rows, classes, tracts, others = [], [], [], []
        for speaker in self._batch(rng):
            for kind in rng.choice(VOICES, 2, replace=False):
                rows += self._crops(speaker, kind // len(TRACTS), samples, rng)
                classes += [speaker * VOICES + kind] * 2
                tracts += [TRACTS[kind % len(TRACTS)]] * 2
        for _ in rows:
            noise = self.noises[rng.integers(len(self.noises))]
            others.append([(noise[0], noise[1], rng.integers(noise[1] - noise[0]))] + [self._other(rng) for _ in range(OTHERS)])
        return {"samples": samples, "segments": np.array(rows), "classes": np.array(classes), "tracts": np.array(tracts), "others": np.array(others)}

    def _batch(self, rng):
        chosen = []
        while len(chosen) < self.speakers:
            group = self.groups[rng.choice(len(self.groups), p=list(SETS.values()))]
            speaker = group[rng.integers(len(group))]
            if speaker not in chosen:
                chosen.append(speaker)
        return chosen

    def _crops(self, speaker, speed, samples, rng):
        """Two rows [SEGMENTS,2] of (begin, length): words in random order, or two halves from a random place on."""
        stretch, words = self.voices[speaker]["speeds"][speed], self.voices[speaker]["name"].split("/")[0] in corpus.WORD_SETS
        begin, cuts = stretch["begin"], stretch["cuts"]
        if words:
            order = rng.permutation(len(cuts) - 1)
            order = order if len(order) > 1 else np.repeat(order, 2)
            return [filled([(begin + cuts[k], cuts[k + 1] - cuts[k]) for k in half], samples) for half in (order[::2], order[1::2])]
        length, half = cuts[-1], cuts[-1] // 2
        count, at = min(half, samples), int(rng.integers(length))
        starts = [(at + k * half + int(rng.integers(half - count + 1))) % length for k in (0, 1)]
        return [filled(ring(begin, length, start, count), samples) for start in starts]

    def _other(self, rng):
        """(begin, end, where to start) of another speaker's recordings."""
        stretch = self.voices[rng.integers(len(self.voices))]["speeds"][rng.integers(len(SPEEDS))]
        return stretch["begin"], stretch["begin"] + stretch["cuts"][-1], rng.integers(stretch["cuts"][-1])


def ring(begin, length, at, count):
    """`count` samples from `at` on, over the end to the beginning, as segments."""
    first = min(count, length - at)
    return [(begin + at, first)] + ([(begin, count - first)] if count > first else [])


def filled(segments, samples):
    """[SEGMENTS,2]: the segments, again and again until there are enough samples; behind the last place a crop reads on."""
    out, total = [], 0
    while total < samples and len(out) < SEGMENTS:
        out.append(segments[len(out) % len(segments)])
        total += out[-1][1]
    return out + [(0, 0)] * (SEGMENTS - len(out))


class Crops:
    """Plans made into log-mel spectra on a device."""

    def __init__(self, folder, device):
        folder, self.device = pathlib.Path(folder), device
        load = lambda name, kind: torch.from_numpy(np.fromfile(folder / name, kind)).to(device)
        self.waves, self.noise = load("waves.i16", np.int16), load("noise.i16", np.int16)
        self.rooms = load("rooms.f16", np.float16).view(-1, ROOM)
        self.warps = np.arange(0.83, 1.21, 0.01)
        self.filters = torch.stack([warped_filters(w) for w in self.warps]).to(device)
        self.window = torch.hamming_window(network.WINDOW, periodic=False, device=device)

    def __call__(self, plan, seed):
        """(log-mel [B,64,T], class [B])."""
        rng = torch.Generator(self.device).manual_seed(seed)
        uniform = lambda *size, low=0.0, high=1.0: low + (high - low) * torch.rand(*size, generator=rng, device=self.device)
        rows, samples = len(plan["classes"]), plan["samples"]
        segments, others = (torch.as_tensor(plan[k]).to(self.device) for k in ("segments", "others"))
        x = self._speech(segments, samples)
        x = self._noisy(self._in_rooms(x, uniform), others, samples, uniform)
        x = self._channel(x, uniform)
        power = self._spectra(x / rms(x) * 10 ** (uniform(rows, 1, low=-40, high=-16) / 20))
        gone = power.amax(2, keepdim=True) * 10 ** (-uniform(rows, 1, 1, low=3.0, high=6.0))  # what a codec at a low rate leaves out
        power = torch.where((uniform(rows, 1, 1) < 0.1) & (power < gone), torch.zeros_like(power), power)
        warp = torch.as_tensor(plan["tracts"]).to(self.device) + uniform(rows, low=-0.015, high=0.015)
        nearest = ((warp - self.warps[0]) / 0.01).round().long().clamp(0, len(self.warps) - 1)
        mel = torch.log(torch.bmm(power, self.filters[nearest]) + 1e-6).transpose(1, 2)
        return self._masked(mel, uniform), torch.as_tensor(plan["classes"]).to(self.device)

    def _speech(self, segments, samples):
        begin, length = segments.unbind(-1)
        ends, position = length.cumsum(1), torch.arange(samples, device=self.device)
        which = torch.searchsorted(ends, position.expand(len(ends), -1).contiguous(), right=True).clamp(max=SEGMENTS - 1)
        return self.waves[(begin - ends + length).gather(1, which) + position].float() / 32768

    def _in_rooms(self, x, uniform):
        """Six of ten crops in a room."""
        n = 1 << (x.shape[1] + ROOM - 1).bit_length()
        inside = (uniform(len(x)) < 0.6).nonzero()[:, 0]
        response = self.rooms[(uniform(len(inside)) * len(self.rooms)).long()].float()
        heard = torch.fft.irfft(torch.fft.rfft(x[inside], n) * torch.fft.rfft(response, n), n)[:, : x.shape[1]]
        return x.index_copy(0, inside, heard)

    def _noisy(self, x, others, samples, uniform):
        """A noise on half of the crops, one to five other voices on a sixth, each at an SNR of its own."""
        position = torch.arange(samples, device=self.device)
        begin, end, at = others.unbind(-1)
        place = begin[..., None] + (at[..., None] + position) % (end - begin)[..., None]
        noise = self.noise[place[:, 0]].float()
        speaking = (torch.arange(OTHERS, device=self.device) <= (uniform(len(x), 1) * OTHERS).floor()).float()[..., None]
        babble = (self.waves[place[:, 1:]].float() * speaking).sum(1)
        kind = uniform(len(x), 1)
        added = torch.where(kind < 0.5, noise, babble)
        snr = torch.where(kind < 0.5, uniform(len(x), 1, low=0.0, high=25.0), uniform(len(x), 1, low=6.0, high=22.0))
        return x + torch.where(kind < 0.67, added / rms(added) * rms(x) * 10 ** (-snr / 20), torch.zeros_like(x))

    def _channel(self, x, uniform):
        """A microphone's colour for every crop; for a sixth a telephone's band, half of these with mu-law; some clipped."""
        n = 1 << (x.shape[1] - 1).bit_length()
        f = torch.fft.rfftfreq(n, 1 / RATE).to(self.device)
        place = (torch.log(f.clamp(min=40) / 40) / np.log(200) * 7).clamp(max=6.9999)
        low, part = place.floor().long(), place - place.floor()
        knots = (uniform(len(x), 8) + uniform(len(x), 8) + uniform(len(x), 8) - 1.5) * 2 * COLOUR  # nearly normal
        gain = 10 ** ((knots[:, low] * (1 - part) + knots[:, low + 1] * part) / 20)
        telephone = uniform(len(x), 1) < 0.17
        high, bottom = uniform(len(x), 1, low=3200, high=3800), uniform(len(x), 1, low=80, high=320)
        gain = torch.where(telephone, gain * torch.sigmoid((high - f) / 40) * torch.sigmoid((f - bottom) / 15), gain)
        x = torch.fft.irfft(torch.fft.rfft(x, n) * gain, n)[:, : x.shape[1]]
        x = x / x.abs().amax(1, keepdim=True).clamp(min=1e-6)
        code = torch.round(torch.sign(x) * torch.log1p(255 * (x * 0.7).abs()) / np.log(256) * 127) / 127
        coded = torch.sign(code) * torch.expm1(code.abs() * np.log(256)) / 255
        x = torch.where(telephone & (uniform(len(x), 1) < 0.6), coded, x)
        return torch.where(uniform(len(x), 1) < 0.05, x.clamp(-0.3, 0.3), x)

    def _spectra(self, x):
        """wave -> power [B,M,257]; as network.LogMel before its filters."""
        frames = x.unfold(-1, network.WINDOW, network.HOP)
        frames = torch.cat([frames[..., :1] * 0.03, frames[..., 1:] - 0.97 * frames[..., :-1]], -1)
        spectrum = torch.fft.rfft(frames * self.window, network.FFT)
        return spectrum.real**2 + spectrum.imag**2

    def _masked(self, mel, uniform):
        """Two of five crops lose some bands, three of ten some frames: the mean stands there."""
        bands, frames = mel.shape[1:]
        one = lambda size, share, narrowest, widest: self._stretch(len(mel), size, share, narrowest, widest, uniform)
        mel = torch.where(one(bands, 0.4, 2, 8)[:, :, None], mel.mean((1, 2), keepdim=True), mel)
        return torch.where(one(frames, 0.3, 5, 20)[:, None], mel.mean(2, keepdim=True), mel)

    def _stretch(self, rows, size, share, narrowest, widest, uniform):
        """Where a stretch of random width lies in a share of the rows: bool[rows,size]."""
        position, width = torch.arange(size, device=self.device), uniform(rows, 1, low=narrowest, high=widest).floor()
        begin = (uniform(rows, 1) * (size - width)).floor()
        return (position >= begin) & (position < begin + width) & (uniform(rows, 1) < share)


def rms(x):
    return x.pow(2).mean(-1, keepdim=True).sqrt() + 1e-6
