"""The exported graphs against torch and against the network that was trained. Run with pytest; set EXPERIMENTS
to the folder of the prototypes (default: ../../../shared/experiments beside the project)."""
import os
import pathlib

import numpy as np
import onnxruntime as ort
import pytest
import torch

import speaker_network as sn

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent
EXPERIMENTS = pathlib.Path(os.environ.get("EXPERIMENTS", MODELS.parent.parent / "shared" / "experiments"))
ORIGINAL = EXPERIMENTS / "speakers"


def run(file, **inputs):
    return ort.InferenceSession(str(file)).run(None, inputs)


def waves():
    generator = np.random.default_rng(5)
    return [(generator.standard_normal((1, n)) * 0.05).astype(np.float32) for n in (6400, 80000, 640000)]


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the prototypes are not here")
@pytest.mark.parametrize("wave", waves(), ids=["0.4s", "5s", "40s"])
def test_should_equal_the_network_that_was_trained(wave):
    frames = ((wave.shape[1] - 400) // 160 + 1 + 3) // 4
    start = np.arange(0, max(1, frames - 5), 19)
    end = np.minimum(start + 37, frames)
    expected = run(ORIGINAL / "spk-m5.onnx", wave=wave, start=start, end=end)[0]
    sums, mfcc = run(MODELS / "speaker-trunk.onnx", wave=wave, start=start, end=end)
    actual = run(MODELS / "speaker-head.onnx", sums=sums)[0]
    assert mfcc.shape == ((wave.shape[1] - 400) // 160 + 1, sn.CEPSTRA)
    assert np.abs(actual - expected).max() < 1e-4


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the prototypes are not here")
def test_should_add_sums_as_one_piece():
    wave = waves()[1]
    parts = run(MODELS / "speaker-trunk.onnx", wave=wave, start=np.array([0, 40]), end=np.array([40, 120]))[0]
    whole = run(MODELS / "speaker-trunk.onnx", wave=wave, start=np.array([0]), end=np.array([120]))[0]
    assert np.allclose(parts.sum(0), whole[0], rtol=1e-4)


def test_should_equal_torch_in_float64():
    wave = torch.tensor(waves()[2][:, :160000])
    logmel = sn.LogMel()(wave)
    expected = (sn.dct_rows().double() @ logmel[0].double()).t().numpy()
    mfcc = run(MODELS / "speaker-trunk.onnx", wave=wave.numpy(), start=np.array([0]), end=np.array([10]))[1]
    assert np.abs(mfcc - expected).max() < 1e-3
