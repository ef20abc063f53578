"""The speaker networks behind the count, one interface each: the project's own, and public ones that read 80-mel fbank.

    pieces(region, count)   waveform -> (sums [count, S], cepstra [M, 16]); sums of pieces can be added
    embed(sums)             [n, S] -> (embeddings of unit length, mean and deviation of each one's cosines with a cohort [n, 2])
"""
import hashlib
import pathlib

import numpy as np

import fbank
from teachers import session

HOP, WINDOW = 160, 400
NO_COHORT = 0.0, 1.0  # by which a score is the cosine


def network(models, external=None):
    """The network of a models folder, or another."""
    folder = pathlib.Path(models)
    return FbankNetwork(external) if external else SpeakerNetwork(session(folder / "speaker-trunk.onnx"), session(folder / "speaker-head.onnx"))


class SpeakerNetwork:
    """Trunk and head of speaker_network.py, with the cohort of speaker_cohort.py: gate sums, and the embedding of any sum of them."""

    def __init__(self, trunk, head):
        self.trunk, self.head = trunk, head

    def pieces(self, region, count):
        frames = ((len(region) - WINDOW) // HOP + 1 + 3) // 4
        cuts = frames * np.arange(count + 1) // count
        return self.trunk.run(["sums", "mfcc"], {"wave": region[None], "start": cuts[:-1].astype(np.int64), "end": cuts[1:].astype(np.int64)})

    def embed(self, sums):
        out = self.head.run(["embedding", "cohort"], {"sums": np.atleast_2d(sums).astype(np.float32)})
        return tuple(v.astype(np.float64) for v in out)


class FbankNetwork:
    """fbank f32[B,T,80] -> embedding f32[B,D]; an input called `feats` reads it as WeSpeaker makes it, any other as 3D-Speaker does.

    Each piece is heard by itself, less its own mean. Its sum is its unit embedding times its frames: so a cluster's embedding is
    the mean of those of its pieces, weighted by their durations. The reference of the worker's FbankNetwork.
    """

    def __init__(self, path):
        self.sha256 = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        self.session = session(path)
        self.input = self.session.get_inputs()[0].name
        self.style = fbank.STYLES["wespeaker" if self.input == "feats" else "3d-speaker"]

    def pieces(self, region, count):
        mels = fbank.log_mel(region, *self.style)
        cuts = len(mels) * np.arange(count + 1) // count
        sums = [(b - a) * self.embedding(mels[a:b]) for a, b in zip(cuts[:-1], cuts[1:])]
        return np.array(sums), fbank.cepstra(mels)

    def embedding(self, mels):
        features = (mels - mels.mean(0)).astype(np.float32)
        return unit(self.session.run(None, {self.input: features[None]})[0].astype(np.float64))[0]

    def embed(self, sums):
        embeddings = unit(np.atleast_2d(sums))
        return embeddings, np.tile(NO_COHORT, (len(embeddings), 1))


def unit(rows):
    """What has no direction is like nobody: zeros."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where((length > 1e-12) & np.isfinite(length), rows / np.maximum(length, 1e-12), 0.0)
