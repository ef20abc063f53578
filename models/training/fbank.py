"""Kaldi's log filter bank, as torchaudio.compliance.kaldi.fbank computes it: what public embedding networks and VADs read.

25 ms every 10, whole frames alone (snip_edges); in each frame its mean is taken out, then pre-emphasis 0.97, window, power of
512 points, 80 triangles from 20 Hz to Nyquist on the mel scale (the Nyquist bin in none), natural log of at least the
smallest step of a float. No dither. This is the reference of the worker's Fbank.

usage: fbank.py     writes ../reference/fbank.json, which Java holds itself to
"""
import json
import pathlib

import numpy as np
from scipy.fft import dct

RATE, WINDOW, HOP, FFT, MELS, CEPSTRA = 16000, 400, 160, 512, 80, 16
FLOOR = float(np.finfo(np.float32).eps)
HAMMING, POVEY = np.hamming(WINDOW), np.hanning(WINDOW) ** 0.85
STYLES = {"wespeaker": (32768.0, HAMMING), "3d-speaker": (1.0, POVEY)}  # (full scale, window)

MODELS = pathlib.Path(__file__).resolve().parent.parent
SAMPLE, FIRST, FRAMES = "two-voices-room-25db.wav", 40000, 8


def mel(hertz):
    return 1127.0 * np.log(1 + hertz / 700.0)


def filters():
    """[FFT / 2, MELS]"""
    edges = np.linspace(mel(20.0), mel(RATE / 2), MELS + 2)
    bins = mel(np.arange(FFT // 2) * RATE / FFT)[:, None]
    rising, falling = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2]), (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling))


FILTERS = filters()


def log_mel(x, scale, window):
    """Samples in [-1, 1] -> [M, MELS]."""
    if len(x) < WINDOW:
        return np.zeros((0, MELS))
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(x, np.float64) * scale, WINDOW)[::HOP]
    frames = frames - frames.mean(1, keepdims=True)
    frames = np.concatenate([frames[:, :1] * 0.03, frames[:, 1:] - 0.97 * frames[:, :-1]], 1) * window
    power = np.abs(np.fft.rfft(frames, FFT)[:, : FFT // 2]) ** 2
    return np.log(np.maximum(power @ FILTERS, FLOOR))


def cepstra(mels):
    """Rows 1 to 16 of the orthonormal DCT-II: [M, CEPSTRA]. Row 0 is the level."""
    return dct(mels, norm="ortho")[:, 1:CEPSTRA + 1]


def main():
    import soundfile as sf
    x, _ = sf.read(MODELS.parent / "samples" / SAMPLE, dtype="float32", start=FIRST, frames=WINDOW + (FRAMES - 1) * HOP)
    rows = lambda values: [[float(f"{v:.7g}") for v in row] for row in values]
    styles = {name: {"logMel": rows(log_mel(x, *style)), "cepstra": rows(cepstra(log_mel(x, *style)))} for name, style in STYLES.items()}
    out = {"sample": SAMPLE, "first": FIRST, "samples": len(x), **styles}
    (MODELS / "reference" / "fbank.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
