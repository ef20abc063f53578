"""The features of the VAD and SNR network: frames of 512 samples (Hann) every 256, 48 HTK mel bands from 60 to 7,800 Hz.

Frame i is centred on sample 256 i + 128, so N samples (a multiple of 256) give N / 256 frames.
"""
import numpy as np

RATE, HOP, WINDOW, MELS, EPSILON = 16000, 256, 512, 48, 1e-8


def hann():
    return (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)).astype(np.float32)


def mel_filters():
    """[257, 48]."""
    to_mel = lambda f: 2595 * np.log10(1 + f / 700)
    to_hertz = lambda m: 700 * (10 ** (m / 2595) - 1)
    edges = to_hertz(np.linspace(to_mel(60), to_mel(7800), MELS + 2))
    f = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    rising = (f[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - f[:, None]) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0, np.minimum(rising, falling))
    for narrow in np.where(filters.sum(0) < 0.5)[0]:  # narrower than a bin: takes the nearest
        filters[np.argmin(abs(f - edges[narrow + 1])), narrow] = max(1.0, filters[:, narrow].max())
    return filters.astype(np.float32)


FRAME_WINDOW, FILTERS = hann(), mel_filters()


def mel_power(x):
    """float [N] -> [N / 256, 48]."""
    rows = np.pad(x, HOP // 2).astype(np.float32).reshape(-1, HOP)
    frames = np.concatenate([rows[:-1], rows[1:]], 1) * FRAME_WINDOW
    return (np.abs(np.fft.rfft(frames)) ** 2) @ FILTERS


def log_mel(x):
    return np.log(mel_power(x) + EPSILON).astype(np.float32)
