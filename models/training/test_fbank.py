"""The filter bank against torchaudio's order of operations in float32, and its committed values. Run with pytest."""
import json
import math

import numpy as np
import pytest
import soundfile as sf
import torch

import fbank

SAMPLE, _ = sf.read(fbank.MODELS.parent / "samples" / fbank.SAMPLE, dtype="float32")


def torchaudios(x, window):
    """torchaudio.compliance.kaldi.fbank(num_mel_bins=80, dither=0), step by step."""
    frames = torch.tensor(x).unfold(0, 400, 160)
    frames = frames - frames.mean(1, keepdim=True)
    before = torch.nn.functional.pad(frames[None], (1, 0), mode="replicate")[0][:, :-1]
    power = torch.fft.rfft(torch.nn.functional.pad((frames - 0.97 * before) * window, (0, 112))).abs().pow(2)
    low, high = (1127 * math.log(1 + f / 700) for f in (20.0, 8000.0))
    left = low + torch.arange(80)[:, None] * (high - low) / 81
    centre, right = (low + (torch.arange(80)[:, None] + k) * (high - low) / 81 for k in (1.0, 2.0))
    mel = (1127 * (1 + 31.25 * torch.arange(256.0) / 700).log())[None]
    bins = torch.clamp(torch.min((mel - left) / (centre - left), (right - mel) / (right - centre)), min=0)
    return torch.max(power @ torch.nn.functional.pad(bins, (0, 1)).T, torch.tensor(torch.finfo(torch.float).eps)).log().numpy()


WINDOWS = {"wespeaker": torch.hamming_window(400, periodic=False), "3d-speaker": torch.hann_window(400, periodic=False).pow(0.85)}


@pytest.mark.parametrize("style", fbank.STYLES)
def test_should_equal_torchaudio(style):
    scale, _ = fbank.STYLES[style]
    actual = fbank.log_mel(SAMPLE, *fbank.STYLES[style])
    expected = torchaudios(SAMPLE * np.float32(scale), WINDOWS[style])
    assert actual.shape == expected.shape
    assert np.abs(actual - expected).max() < 1e-3


@pytest.mark.parametrize("style", fbank.STYLES)
def test_should_compute_the_committed_values(style):
    committed = json.loads((fbank.MODELS / "reference" / "fbank.json").read_text())
    x = SAMPLE[committed["first"]: committed["first"] + committed["samples"]]
    assert np.allclose(fbank.log_mel(x, *fbank.STYLES[style]), committed[style]["logMel"], atol=1e-5)


def test_should_take_whole_frames_alone():
    assert [len(fbank.log_mel(np.zeros(n), *fbank.STYLES["wespeaker"])) for n in (0, 399, 400, 559, 560)] == [0, 0, 1, 1, 2]
