"""Rooms, noise and channels that a voice goes through before it is recorded."""
import numpy as np
from scipy.fft import irfft, rfft, rfftfreq
from scipy.signal import istft, stft

from corpus import RATE, rms


def simulated(rng, farthest=-12.0):
    """Sparse early reflections and an exponential tail behind the direct sound: T60 0.12 to 1.2 s, direct to
    reverberant from `farthest` to 15 dB."""
    t60 = rng.uniform(0.12, 0.9) if rng.random() < 0.8 else rng.uniform(0.6, 1.2)
    n = int(t60 * RATE * 0.8)
    t = np.arange(n) / RATE
    h = rng.standard_normal(n) * 10 ** (-3 * t / t60)
    mix = int(RATE * rng.uniform(0.02, 0.05))  # before the mixing time reflections are few
    h[:mix] *= rng.random(min(mix, n)) < rng.uniform(0.05, 0.5)
    h[: int(RATE * rng.uniform(0.0005, 0.004))] = 0
    colour = 10 ** (np.interp(np.linspace(0, 1, 65), np.linspace(0, 1, 5), np.sort(rng.uniform(-9, 3, 5))[::-1]) / 20)
    h = np.convolve(h, np.fft.fftshift(irfft(colour)) * np.hanning(128), "same")  # walls swallow the treble
    h *= 10 ** (-rng.uniform(farthest, 15) / 20) / (np.sqrt((h**2).sum()) + 1e-9)
    h[0] = 1
    return h.astype(np.float32)


def measured(rng, responses):
    """One of the measured rooms, its tail shortened and its direct sound raised or lowered at random."""
    h = responses[rng.integers(len(responses))].copy()
    h *= 10 ** (-3 * np.arange(len(h)) / RATE / rng.uniform(0.3, 3.0))
    direct, rest = h[:32].copy(), h.copy()
    rest[:32] = 0
    h = rest * 10 ** (-rng.uniform(-12, 15) / 20) * np.sqrt((direct**2).sum() / ((rest**2).sum() + 1e-9))
    h[:32] += direct
    return h[: int(1.2 * RATE)].astype(np.float32)


def with_noise(x, noise, snr):
    """Noise from its start on, as often as it takes, at an SNR in dB."""
    noise = np.tile(noise, len(x) // len(noise) + 1)[: len(x)]
    return x + noise * (rms(x) / (rms(noise) + 1e-9) * 10 ** (-snr / 20))


def band(n, low, high):
    """The gain of a telephone's or a low-pass's band, for the spectrum of n samples."""
    f = rfftfreq(n, 1 / RATE)
    gain = 1 / (1 + np.exp((f - high) / 40))
    return gain / (1 + np.exp(-(f - low) / 15)) if low else gain


def filtered(x, gain):
    return irfft(rfft(x) * gain, len(x))


def equaliser(rng, n, decibels=6.0):
    """A smooth random gain for the spectrum of n samples: a microphone's colour."""
    f = rfftfreq(n, 1 / RATE)
    return 10 ** (np.interp(np.log(np.maximum(f, 40)), np.log(np.geomspace(40, 8000, 8)), rng.normal(0, decibels / 2, 8)) / 20)


def mu_law(x):
    """G.711 mu-law, as its 8 bits give it back."""
    code = np.sign(x) * np.log1p(255 * np.minimum(np.abs(x), 1)) / np.log(256)
    code = np.round(code * 127) / 127
    return np.sign(code) * np.expm1(np.abs(code) * np.log(256)) / 255


def holes(x, rng):
    """What a codec at a low rate does: weak bins of each frame are gone."""
    _, _, spectrum = stft(x, RATE, nperseg=512)
    height = np.abs(spectrum)
    spectrum[height < height.max(0) * 10 ** (-rng.uniform(30, 60) / 20)] = 0
    return istft(spectrum, RATE, nperseg=512)[1][: len(x)]
