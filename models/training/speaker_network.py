"""The speaker network: log-mel front end, gated TDNN trunk, pooled head; and its export to ONNX.

Two graphs are made, so that statistics can be added between them: sums over a piece of speech are
additive, an embedding of several pieces is the head's output for the sum of their sums.

    trunk   wave f32[1,N], start i64[W], end i64[W]  ->  sums f32[W,3P], mfcc f32[M,16]
    head    sums f32[W,3P]                           ->  embedding f32[W,128], unit length; its cohort comes from speaker_cohort.py

For N samples (at least 400) the front end gives M = (N - 400) // 160 + 1 frames of 10 ms, the trunk
H = (M + 3) // 4 frames of 40 ms. A piece is the half-open range [start, end) of trunk frames.

usage: speaker_network.py weights.pt ../speaker-trunk.onnx ../speaker-head.onnx
"""
import math
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

import factorised_dft as dft

RATE, WINDOW, HOP, FFT, MELS, CEPSTRA = 16000, 400, 160, 512, 64, 16
CHANNELS, WIDTH, SIZE = 192, 384, 128


def mel_filters(low=60.0, high=7600.0, moved=lambda f: f):
    """Triangular filters on the HTK mel scale: [257, 64]; `moved` warps their edges."""
    to_mel = lambda f: 2595 * np.log10(1 + f / 700)
    to_hertz = lambda m: 700 * (10 ** (m / 2595) - 1)
    centres = moved(to_hertz(np.linspace(to_mel(low), to_mel(high), MELS + 2)))
    f = np.arange(FFT // 2 + 1) * RATE / FFT
    rising = (f[:, None] - centres[:-2]) / (centres[1:-1] - centres[:-2])
    falling = (centres[2:] - f[:, None]) / (centres[2:] - centres[1:-1])
    filters = np.maximum(0, np.minimum(rising, falling))
    for narrow in np.where(filters.sum(0) < 0.3)[0]:  # falls between two bins: takes the nearest
        filters[int(round(centres[narrow + 1] / RATE * FFT)), narrow] = 1
    return torch.tensor(filters, dtype=torch.float32)


def dct_rows():
    """Orthonormal DCT-II, rows 1 to 16: [16, 64]."""
    k, n = np.arange(1, CEPSTRA + 1)[:, None], np.arange(MELS)[None]
    return torch.tensor(math.sqrt(2 / MELS) * np.cos(math.pi * k * (2 * n + 1) / (2 * MELS)), dtype=torch.float32)


class LogMel(nn.Module):
    """wave [1,N] -> log-mel [1,64,M]: pre-emphasis 0.97, Hamming, 25/10 ms, natural log of power + 1e-6.

    The 400 samples are padded to a DFT of 512 points (factorised_dft.py).
    """

    def __init__(self):
        super().__init__()
        for name, value in zip(("first", "second", "mel"), dft.tables(WINDOW, mel_filters().numpy())):
            self.register_buffer(name, value)
        self.register_buffer("window", torch.hamming_window(WINDOW, periodic=False)[:, None])

    def forward(self, wave):
        hops = F.pad(wave, (0, HOP))[:, : ((wave.shape[1] - WINDOW) // HOP + 3) * HOP].reshape(-1, HOP).t()
        x = torch.cat([hops[:, :-2], hops[:, 1:-1], hops[: WINDOW - 2 * HOP, 2:]], 0)
        x = torch.cat([x[:1] * 0.03, x[1:] - 0.97 * x[:-1]], 0) * self.window
        return torch.log(dft.mel_power(x, self.first, self.second, self.mel) + 1e-6)[None]


class Block(nn.Module):
    """Residual dilated convolution."""

    def __init__(self, channels, kernel, dilation, stride):
        super().__init__()
        self.st = stride
        pad = dilation * (kernel - 1) // 2
        self.c1 = nn.Conv1d(channels, channels, kernel, dilation=dilation, stride=stride, padding=pad, bias=False)
        self.b1 = nn.BatchNorm1d(channels)
        self.c2 = nn.Conv1d(channels, channels, 1, bias=False)
        self.b2 = nn.BatchNorm1d(channels)

    def forward(self, x):
        return F.relu(x[..., :: self.st] + self.b2(self.c2(F.relu(self.b1(self.c1(x))))))


class Trunk(nn.Module):
    """log-mel [1,64,M] -> frame vectors h and gates g, both [1,P,H] at 25 frames a second."""

    def __init__(self, channels, width, dilations=(1, 1, 2, 3, 4)):
        super().__init__()
        self.inp = nn.Conv1d(MELS, channels, 5, stride=2, padding=2, bias=False)
        self.bn = nn.BatchNorm1d(channels)
        self.bl = nn.ModuleList(Block(channels, 3, d, 2 if i == 1 else 1) for i, d in enumerate(dilations))
        self.mfa = nn.Conv1d(channels * 3, width, 1, bias=False)
        self.bm = nn.BatchNorm1d(width)
        self.g1 = nn.Conv1d(width, 48, 1)
        self.g2 = nn.Conv1d(48, width, 1)

    def forward(self, x):
        x = x - x.mean((1, 2), keepdim=True)  # the level of the region alone; its spectrum stays
        x = F.relu(self.bn(self.inp(x)))
        outputs = []
        for block in self.bl:
            x = block(x)
            outputs.append(x)
        h = F.relu(self.bm(self.mfa(torch.cat(outputs[-3:], 1))))
        return h, torch.sigmoid(self.g2(torch.tanh(self.g1(h))))


class Head(nn.Module):
    """Gated mean and standard deviation -> embedding."""

    def __init__(self, width, size=SIZE):
        super().__init__()
        self.b, self.l, self.o = nn.BatchNorm1d(2 * width), nn.Linear(2 * width, size), nn.BatchNorm1d(size)

    def forward(self, g, gh, ghh):
        mean = gh / g
        variance = (ghh / g - mean * mean).clamp(min=1e-4)
        return self.o(self.l(self.b(torch.cat([mean, variance.sqrt()], 1))))


class Net(nn.Module):
    def __init__(self, channels=CHANNELS, width=WIDTH):
        super().__init__()
        self.t, self.h = Trunk(channels, width), Head(width)


class TrunkGraph(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.logmel, self.trunk = LogMel(), net.t
        self.register_buffer("dct", dct_rows())

    def forward(self, wave, start, end):
        x = self.logmel(wave)
        h, g = self.trunk(x)
        values = torch.cat([g, g * h, g * h * h], 1)[0].t()
        # A product with a 0/1 matrix, not a difference of cumulative sums, which would cancel in
        # float32 towards the end of a long region.
        frame = torch.arange(values.shape[0])[None]
        inside = ((frame >= start[:, None]) & (frame < end[:, None])).to(values.dtype)
        return inside @ values, (self.dct @ x[0]).t()


class HeadGraph(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.head = net.h

    def forward(self, sums):
        width = sums.shape[1] // 3
        return F.normalize(self.head(sums[:, :width], sums[:, width : 2 * width], sums[:, 2 * width :]))


def load(path):
    """The network of a weights file as train_speaker.py leaves it; its size is read from its shapes."""
    weights = torch.load(path, weights_only=True)
    net = Net(weights["t.inp.weight"].shape[0], weights["t.mfa.weight"].shape[0])
    net.load_state_dict(weights)
    return net.eval()


def export(weights, trunk_file, head_file):
    net = load(weights)
    wave = torch.randn(1, RATE * 5) * 0.05
    start, end = torch.tensor([0, 50]), torch.tensor([50, 100])
    torch.onnx.export(TrunkGraph(net).eval(), (wave, start, end), trunk_file, dynamo=False, opset_version=17,
                      input_names=["wave", "start", "end"], output_names=["sums", "mfcc"],
                      dynamic_axes={"wave": {1: "N"}, "start": {0: "W"}, "end": {0: "W"}, "sums": {0: "W"}, "mfcc": {0: "M"}})
    sums = TrunkGraph(net).eval()(wave, start, end)[0].detach()
    torch.onnx.export(HeadGraph(net).eval(), (sums,), head_file, dynamo=False, opset_version=17,
                      input_names=["sums"], output_names=["embedding"],
                      dynamic_axes={"sums": {0: "W"}, "embedding": {0: "W"}})
    for file in (trunk_file, head_file):
        onnx.checker.check_model(onnx.load(file))


if __name__ == "__main__":
    export(*sys.argv[1:4])
