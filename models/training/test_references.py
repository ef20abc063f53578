"""Whether the committed references, parameters and manifest still belong together. Run with pytest."""
import hashlib
import json

import numpy as np
import pytest

import evaluate_speaker_count as evaluate
import fit_speaker_count as fsc
import make_reference as mr
import snr_reference as snr
import speaker_chain as sc
import speech_regions as sr

MODELS = mr.MODELS


def differences(expected, actual, path=""):
    """Paths at which two JSON values differ by more than 1e-4, relative where they are large."""
    if isinstance(expected, dict):
        return [d for k in expected for d in differences(expected[k], actual[k], f"{path}/{k}")]
    if isinstance(expected, list):
        if len(expected) != len(actual):
            return [path]
        return [d for i, e in enumerate(expected) for d in differences(e, actual[i], f"{path}/{i}")]
    if isinstance(expected, float):
        return [] if abs(expected - actual) <= 1e-4 * max(1, abs(expected)) else [path]
    return [] if expected == actual else [path]


@pytest.fixture(scope="module")
def nets():
    return fsc.sessions()


@pytest.mark.parametrize("name", mr.DEFAULT)
def test_should_compute_the_committed_reference(nets, name):
    committed = json.loads((MODELS / "reference" / name.replace(".wav", ".json")).read_text())
    computed = json.loads(json.dumps(mr.reference(mr.SAMPLES / name, nets, evaluate.parameters(), snr.parameters())))
    assert differences(committed, computed) == []


def test_should_name_every_file_with_its_checksum():
    entries = json.loads((MODELS / "manifest.json").read_text())["models"]
    entries = [e for e in entries if "source" not in e]  # the others are fetched
    assert {e["file"] for e in entries} == {f.name for f in MODELS.glob("*.onnx")} | {"snr.json", "speaker-count.json", "speaker-count-cosine.json"}
    for e in entries:
        assert e["sha256"] == hashlib.sha256((MODELS / e["file"]).read_bytes()).hexdigest(), e["file"]


def test_should_give_the_numbers_of_one_run_in_blocks_with_context(nets):
    unit = sr.UNIT
    wave = (np.random.default_rng(1).standard_normal(unit * 80) * 0.05).astype(np.float32)
    whole = nets[0].run(["vad", "noise_db"], {"x": wave[None]})
    a, b, context = 30 * unit, 40 * unit, 24 * unit
    part = nets[0].run(["vad", "noise_db"], {"x": wave[None, a - context:b + context]})
    for w, p in zip(whole, part):
        assert np.abs(w[0, a // 256:b // 256] - p[0, context // 256:(context + b - a) // 256]).max() < 1e-3


def test_should_hear_no_speech_in_silence_and_in_very_short_files(nets):
    for wave in (np.zeros(0), np.zeros(1), np.zeros(16000), np.full(399, 0.1)):
        wave = wave.astype(np.float32)
        assert sr.regions(sr.frames(nets[0], wave)["vad"], len(wave)) == []


def test_should_not_count_what_is_digital_zero_as_noise():
    p = snr.parameters()
    frames = 400
    vad = np.zeros(frames, np.float32)
    vad[100:300] = 1
    wave = np.random.default_rng(2).standard_normal(frames * 256).astype(np.float32) * 0.1
    wave[:60 * 256] = 0
    wave[340 * 256:] = 0
    track = {"vad": vad, "speech_db": np.full(frames, -20, np.float32), "noise_db": np.full(frames, -40, np.float32),
             "snr_scale": np.ones(frames // 4, np.float32)}
    # 40 live frames on each side of speech, 16 of them guard: 48 pause frames are left.
    assert snr.readings(track, wave, p)["pauseFrames"] == 48


@pytest.mark.parametrize("constant", [0.0, 0.2, -1.0])
def test_should_see_no_power_in_a_constant(constant):
    assert snr.frame_power(np.full(2560, constant), 60.0).max() < 1e-20


def test_should_cap_the_confidence_where_there_is_little_speech():
    p = evaluate.parameters()
    steps = [([[0]], -np.inf, None)]
    for seconds, most in ((0.0001, p["capAtZero"]), (p["capFreeSeconds"] / 2, (1 + p["capAtZero"]) / 2), (p["capFreeSeconds"], 1.0)):
        stats = {"n": np.array([seconds * 100]), "start": np.array([0]), "end": np.array([int(seconds * 16000)])}
        d = sc.distribution(steps, stats, p)
        assert d.argmax() == 1 and d.sum() == pytest.approx(1) and d.max() == pytest.approx(most, abs=1e-4)
