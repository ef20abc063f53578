"""The VAD and SNR network: one pass from waveform to speech probability and to the levels of speech and noise; and its export.

    x f32[1,N], N a multiple of 4096, [-1, 1] at 16 kHz
      -> vad        f32[1,N/256]    probability of speech
         speech_db  f32[1,N/256]    level of the speech, dBFS in 60 to 7,800 Hz
         noise_db   f32[1,N/256]    level of everything else
         snr_scale  f32[1,N/1024]   expected absolute error, in dB, of the 2 s SNR read from the two levels

Levels come from a mask: the network says which share of each mel band's power is speech, which errs less than
saying decibels (the same trunk, the same recordings: 2.7 against 4.2 dB over 2 s).

usage: vad_network.py weights.pt ../vad-snr.onnx
"""
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

import factorised_dft as dft
import vad_frontend as fe

UNIT = 4096
FULL_SCALE_DB = 47.0  # of a full-scale sine in the band: window energy times N / 2


class LogMel(nn.Module):
    """wave [1,N] -> log-mel [1,48,T], time last (factorised_dft.py)."""

    def __init__(self):
        super().__init__()
        for name, value in zip(("first", "second", "mel"), dft.tables(fe.WINDOW, fe.FILTERS)):
            self.register_buffer(name, value)
        self.register_buffer("window", dft.constant(fe.FRAME_WINDOW[:, None]))

    def forward(self, x):
        rows = F.pad(x, (fe.HOP // 2, fe.HOP // 2)).reshape(-1, fe.HOP).t()
        frames = torch.cat([rows[:, :-1], rows[:, 1:]], 0) * self.window
        return torch.log(dft.mel_power(frames, self.first, self.second, self.mel) + fe.EPSILON).unsqueeze(0)


class Block(nn.Module):
    """Residual depthwise-separable dilated convolution."""

    def __init__(self, channels, dilation=1, kernel=5):
        super().__init__()
        self.mix = nn.Conv1d(channels, channels, 1)
        self.reach = nn.Conv1d(channels, channels, kernel, padding=dilation * (kernel // 2), dilation=dilation, groups=channels)
        self.norm = nn.BatchNorm1d(channels)
        self.out = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        return x + self.out(F.relu(self.norm(self.reach(F.relu(self.mix(x))))))


def views(log_mel):
    """Three views of the features, [1,144,T]: fixed scale; less the band's mean over 5 s; the band's floor (least 64 ms
    mean within 3 s) less that mean. The latter two don't know the level. Means are taken on coarse grids, which is cheap."""
    quarter = F.avg_pool1d(log_mel, 4)
    mean = F.avg_pool1d(F.avg_pool1d(quarter, 4), 19, 1, 9, count_include_pad=False).repeat_interleave(16, 2)
    floor = (-F.max_pool1d(-quarter, 47, 1, 23)).repeat_interleave(4, 2)
    return torch.cat([(log_mel + 8) / 5, (log_mel - mean) / 3, (floor - mean) / 3], 1)


class Net(nn.Module):
    """log-mel [B,48,T], T a multiple of 16 -> logits of speech [B,T] and of the mask [B,48,T]; log of the error [B,T/4]."""

    def __init__(self, fine=64, coarse=128, dilations=(1, 2, 4, 8, 1, 2, 4, 8)):
        super().__init__()
        bands = fe.MELS
        self.norm = nn.BatchNorm1d(3 * bands)
        self.stem = nn.Conv1d(3 * bands, fine, 3, padding=1)
        self.fine = nn.Sequential(Block(fine), Block(fine, 2))
        self.down = nn.Conv1d(fine, coarse, 4, stride=4)
        self.coarse = nn.Sequential(*[Block(coarse, d) for d in dilations])
        self.up = nn.Conv1d(fine + coarse, fine, 1)
        self.last = nn.Sequential(Block(fine), nn.ReLU())
        self.speech = nn.Conv1d(fine, 1, 3, padding=1)
        self.mask = nn.Conv1d(fine, bands, 1)
        self.error = nn.Conv1d(coarse, 1, 1)

    def forward(self, log_mel):
        a = self.fine(F.relu(self.stem(self.norm(views(log_mel)))))
        b = self.coarse(F.relu(self.down(a)))
        h = self.last(F.relu(self.up(torch.cat([a, b.repeat_interleave(4, 2)], 1))))
        return self.speech(h)[:, 0], self.mask(h), self.error(F.relu(b))[:, 0]


class Graph(nn.Module):
    """What ships: the network behind its front end, its mask read as levels."""

    def __init__(self, net):
        super().__init__()
        self.front, self.net = LogMel(), net

    def forward(self, x):
        log_mel = self.front(x)
        speech, mask, error = self.net(log_mel)
        power = torch.exp(log_mel)
        # sigmoid(-m), not 1 - sigmoid(m), which would cancel in float32
        level = lambda share: 10 * torch.log10((share * power).sum(1) + 1e-9) - FULL_SCALE_DB
        return torch.sigmoid(speech), level(torch.sigmoid(mask)), level(torch.sigmoid(-mask)), torch.exp(error.clamp(-2, 3.5))


def export(weights, out):
    net = Net()
    net.load_state_dict(torch.load(weights, weights_only=True))
    names = ["vad", "speech_db", "noise_db", "snr_scale"]
    torch.onnx.export(Graph(net.eval()).eval(), (torch.randn(1, UNIT * 10) * 0.1,), out, dynamo=False, opset_version=17,
                      input_names=["x"], output_names=names, dynamic_axes={"x": {1: "N"}, **{k: {1: "T" + k} for k in names}})
    onnx.checker.check_model(onnx.load(out))


if __name__ == "__main__":
    export(*sys.argv[1:3])
