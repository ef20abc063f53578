"""The exported graphs against plain formulas in float64, and what the worker relies on. Run with pytest."""
import pathlib

import numpy as np
import onnxruntime as ort
import pytest
import torch

import speaker_network as sn

MODELS = pathlib.Path(__file__).resolve().parent.parent


def run(file, **inputs):
    return ort.InferenceSession(str(MODELS / file)).run(None, inputs)


def wave(samples):
    return (np.random.default_rng(samples).standard_normal((1, samples)) * 0.05).astype(np.float32)


def plain_log_mel(x):
    """Each step by itself in float64, with numpy's FFT: [M,64]."""
    frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), sn.WINDOW)[:: sn.HOP]
    frames = np.concatenate([frames[:, :1] * 0.03, frames[:, 1:] - 0.97 * frames[:, :-1]], 1) * np.hamming(sn.WINDOW)
    return np.log(np.abs(np.fft.rfft(frames, sn.FFT)) ** 2 @ sn.mel_filters().double().numpy() + 1e-6)


@pytest.mark.parametrize("samples", [400, 559, 560, 6400, 80001, 480000])
def test_should_equal_the_plain_front_end(samples):
    x = wave(samples)
    expected = plain_log_mel(x[0])
    actual = sn.LogMel()(torch.tensor(x))[0].t().numpy()
    assert actual.shape == ((samples - sn.WINDOW) // sn.HOP + 1, sn.MELS)
    assert np.abs(actual - expected).max() < 1e-3


@pytest.mark.parametrize("samples", [6400, 80000])
def test_should_export_the_cepstra_of_the_plain_front_end(samples):
    expected = plain_log_mel(wave(samples)[0]) @ sn.dct_rows().double().numpy().T
    actual = run("speaker-trunk.onnx", wave=wave(samples), start=np.array([0]), end=np.array([10]))[1]
    assert np.abs(actual - expected).max() < 2e-3


def test_should_add_sums_as_one_piece():
    parts = run("speaker-trunk.onnx", wave=wave(80000), start=np.array([0, 40]), end=np.array([40, 120]))[0]
    whole = run("speaker-trunk.onnx", wave=wave(80000), start=np.array([0]), end=np.array([120]))[0]
    assert parts.shape == (2, 3 * sn.WIDTH)
    assert np.allclose(parts.sum(0), whole[0], rtol=1e-4)


def test_should_give_embeddings_of_unit_length_that_no_level_changes():
    end = np.array([124])
    sums = [run("speaker-trunk.onnx", wave=wave(80000) * gain, start=np.array([0]), end=end)[0] for gain in (1.0, 0.5)]
    loud, soft = (run("speaker-head.onnx", sums=s.astype(np.float32))[0][0] for s in sums)
    assert np.linalg.norm(loud) == pytest.approx(1, abs=1e-5)
    assert loud @ soft > 0.999
