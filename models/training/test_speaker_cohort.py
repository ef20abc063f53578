"""What the head says of a cohort. Run with pytest."""
import pathlib

import numpy as np
import onnx
import onnxruntime as ort

import speaker_cohort

MODELS = pathlib.Path(__file__).resolve().parent.parent


def test_should_give_mean_and_deviation_of_the_cosines_with_the_cohort():
    rng = np.random.default_rng(1)
    cohort = rng.standard_normal((200, 128)) + rng.standard_normal(128)
    cohort /= np.linalg.norm(cohort, axis=1, keepdims=True)
    head = onnx.load(MODELS / "speaker-head.onnx")
    for _ in range(2):  # a cohort takes the place of another
        head = speaker_cohort.with_cohort(head, *speaker_cohort.tables(cohort))
    sums = np.abs(rng.standard_normal((5, 1152))).astype(np.float32) + 1

    embedding, given = ort.InferenceSession(head.SerializeToString()).run(["embedding", "cohort"], {"sums": sums})

    cosines = embedding.astype(np.float64) @ cohort.T
    assert np.allclose(given, np.stack([cosines.mean(1), cosines.std(1)], 1), atol=1e-5)
    assert len(head.graph.output) == 2
