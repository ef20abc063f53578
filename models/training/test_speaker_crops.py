"""What a training of the speaker network relies on in its crops. Run with pytest."""
import json

import numpy as np
import pytest
import torch

import speaker_crops as crops
import speaker_network as network
import speaker_pool as pool

SECONDS, WORDS = 8, 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pool of a reader and of a speaker of words in each set, of noise instead of voices."""
    folder, rng, voices, waves = tmp_path_factory.mktemp("pool"), np.random.default_rng(0), [], []
    for name in crops.SETS:
        for speaker in "ab":
            speeds = []
            for _ in pool.SPEEDS:
                cuts = np.linspace(0, SECONDS * pool.RATE, WORDS + 1).astype(int).tolist() if name in crops.corpus.WORD_SETS else [0, SECONDS * pool.RATE]
                speeds.append({"begin": sum(map(len, waves)), "cuts": cuts})
                waves.append(pool.as_int16(pool.levelled(rng.standard_normal(SECONDS * pool.RATE))))
            voices.append({"name": f"{name}/{speaker}", "speeds": speeds})
    np.concatenate(waves).tofile(folder / "waves.i16")
    waves[0].tofile(folder / "noise.i16")
    np.eye(2, pool.ROOM, dtype=np.float16).tofile(folder / "rooms.f16")
    (folder / "index.json").write_text(json.dumps({"voices": voices, "noises": [[0, len(waves[0])]]}))
    return folder


def samples_of(segments, count):
    return set(np.concatenate([np.arange(begin, begin + length) for begin, length in segments])[:count].tolist())


def test_should_never_give_one_stretch_of_speech_to_both_crops_of_a_voice(folder):
    plans = crops.Plans(folder, 6)
    for step in range(20):
        plan = plans.draw(np.random.default_rng(step))
        for a, b in zip(plan["segments"][0::2], plan["segments"][1::2]):
            assert not samples_of(a, plan["samples"]) & samples_of(b, plan["samples"])


def test_should_stand_with_two_voices_of_each_speaker_in_a_batch(folder):
    classes = crops.Plans(folder, 6).draw(np.random.default_rng(1))["classes"]
    assert (classes[0::2] == classes[1::2]).all()
    assert len(set(classes)) == 12
    assert len({c // crops.VOICES for c in classes}) == 6


def test_should_hear_what_the_network_hears(folder):
    heard, x = crops.Crops(folder, "cpu"), torch.randn(1, 16000) * 0.05
    plain = torch.log(torch.matmul(heard._spectra(x), crops.warped_filters(1.0)) + 1e-6).transpose(1, 2)
    assert torch.allclose(plain, network.LogMel()(x), atol=1e-3)


def test_should_draw_the_same_crops_from_one_seed(folder):
    heard, plan = crops.Crops(folder, "cpu"), crops.Plans(folder, 4).draw(np.random.default_rng(2))
    once, again, other = (heard(plan, seed)[0] for seed in (5, 5, 6))
    assert once.shape == (16, network.MELS, (plan["samples"] - network.WINDOW) // network.HOP + 1)
    assert torch.isfinite(once).all() and torch.equal(once, again) and not torch.equal(once, other)
