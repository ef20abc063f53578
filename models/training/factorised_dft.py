"""A DFT of 512 points as two small matrix products (Cooley and Tukey, 1965), time last: far fewer multiplications than
one dense product of [514, 512], and no framing by convolution.

With n = 16 n1 + n2 and k = k1 + 32 k2 the first product goes over n1, the second, twiddles merged into it, over n2. Bins
beyond the Nyquist frequency mirror those below; squares of real and imaginary parts go straight into mel filters, in
which mirrored bins share a weight.
"""
import numpy as np
import torch

POINTS, BINS = 512, 257
ROWS, COLUMNS, KEPT = 16, 32, 17  # k1 beyond KEPT - 1 would only mirror


def constant(values):
    return torch.tensor(np.ascontiguousarray(values), dtype=torch.float32)


def tables(window, filters):
    """(first [34, window / 16], second [17, 32, 32], mel [filters, 544]) for frames of `window` samples, a multiple of 16,
    padded to 512 points, and filters [257, filters]."""
    n1, k1, n2, k2 = np.arange(window // ROWS), np.arange(KEPT), np.arange(ROWS), np.arange(ROWS)
    first = np.exp(-2j * np.pi * np.outer(k1, n1) / COLUMNS)
    second = np.exp(-2j * np.pi * np.outer(k1, n2) / POINTS)[:, None, :] * np.exp(-2j * np.pi * np.outer(k2, n2) / ROWS)[None]
    rows = [np.concatenate(pair, 2) for pair in ((second.real, -second.imag), (second.imag, second.real))]
    bins = k1[:, None] + COLUMNS * k2[None]
    bins = np.where(bins < BINS, bins, POINTS - bins)
    shared = (filters / np.bincount(bins.ravel(), minlength=BINS)[:, None])[bins]
    mel = np.concatenate([shared, shared], 1).reshape(KEPT * COLUMNS, -1).T
    return constant(np.stack([first.real, first.imag], 1).reshape(2 * KEPT, -1)), constant(np.concatenate(rows, 1)), constant(mel)


def mel_power(frames, first, second, mel):
    """Windowed frames [window, T] -> power in the filters [filters, T]."""
    y = torch.matmul(first, frames.reshape(first.shape[1], -1)).reshape(KEPT, COLUMNS, -1)
    z = torch.matmul(second, y).reshape(KEPT * COLUMNS, -1)
    return torch.matmul(mel, z * z)
