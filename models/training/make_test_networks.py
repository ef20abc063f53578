"""Small embedding networks for the tests of the worker, with fixed random weights; no voice was ever heard by one.

embedding.onnx has the signature of WeSpeaker's (feats f32[B,T,80] -> embs f32[B,64]); the others are what an adapter may meet or must
refuse.

embedding.json holds what embedding_network.py makes of a sample by the first, and the distribution of its count with the
parameters of embedding.count.json, which fit_speaker_count.py --repeats 6 --seeds 1 has fitted to it (with the VAD of 2026-11-26).

usage: make_test_networks.py ../../worker/src/test/resources/networks
"""
import json
import pathlib
import sys

import numpy as np
import onnx
import soundfile as sf
from onnx import TensorProto, helper, numpy_helper

import evaluate_speaker_count as evaluate
import fit_speaker_count as fsc
import speaker_chain as sc

HIDDEN, SIZE = 16, 64
SAMPLE, START, END, PIECES = "two-voices-room-25db.wav", 40000, 120123, 3


def model(nodes, shape_in, shape_out, constants=(), name="feats"):
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "test", [value(name, shape_in)], [value("embs", shape_out)],
                              [numpy_helper.from_array(v.astype(np.float32), k) for k, v in constants])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def embedding():
    """Mean and deviation over time of sixteen random features of a frame, projected at random."""
    rng = np.random.default_rng(5)
    node = helper.make_node
    nodes = [node("MatMul", ["feats", "first"], ["projected"]), node("Tanh", ["projected"], ["features"]),
             node("ReduceMean", ["features"], ["mean"], axes=[1], keepdims=0), node("Mul", ["features", "features"], ["squares"]),
             node("ReduceMean", ["squares"], ["power"], axes=[1], keepdims=0), node("Mul", ["mean", "mean"], ["constant"]),
             node("Sub", ["power", "constant"], ["variance"]), node("Relu", ["variance"], ["rest"]), node("Sqrt", ["rest"], ["deviation"]),
             node("ReduceMean", ["deviation"], ["level"], axes=[1], keepdims=1), node("Sub", ["deviation", "level"], ["shape"]),
             node("Concat", ["mean", "shape"], ["moments"], axis=1), node("MatMul", ["moments", "second"], ["embs"])]
    weights = ("first", rng.standard_normal((80, HIDDEN)) * 0.1), ("second", rng.standard_normal((2 * HIDDEN, SIZE)))
    return model(nodes, ["B", "T", 80], ["B", SIZE], weights)


def highest(name):
    """The highest value of each band, for either name of an input."""
    return model([helper.make_node("ReduceMax", [name], ["embs"], axes=[1], keepdims=0)], ["B", "T", 80], ["B", 80], name=name)


def not_a_number():
    """The mean of roots: of what lies below the mean there is none."""
    nodes = [helper.make_node("Sqrt", ["feats"], ["roots"]), helper.make_node("ReduceMean", ["roots"], ["embs"], axes=[1], keepdims=0)]
    return model(nodes, ["B", "T", 80], ["B", 80])


def refused():
    mean = [helper.make_node("ReduceMean", ["feats"], ["embs"], axes=[1], keepdims=0)]
    return {"40-mels": model(mean, ["B", "T", 40], ["B", 40]), "200-frames": model(mean, ["B", 200, 80], ["B", 80]),
            "unbatched": model([helper.make_node("Squeeze", ["feats"], ["embs"])], [1, "T", 80], ["T", 80]),
            "each-frame": model([helper.make_node("ReduceMean", ["feats"], ["embs"], axes=[2], keepdims=1)], ["B", "T", 80], ["B", "T", 1])}


def reference(file):
    wave, _ = sf.read(pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / SAMPLE, dtype="float32")
    vad, network = fsc.sessions(speaker_model=file)
    sums, cepstra = network.pieces(wave[START:END], PIECES)
    p = evaluate.parameters(file.with_suffix(".count.json"))
    stats = fsc.statistics(wave, fsc.regions(wave, (vad, network)), (vad, network))["stats"]
    plain = lambda rows: [[float(f"{v:.7g}") for v in row] for row in rows]
    return {"sample": SAMPLE, "start": START, "end": END, "sums": plain(sums), "embeddings": plain(network.embed(sums)[0]),
            "together": plain(network.embed(sums.sum(0))[0])[0], "cepstraSum": plain([cepstra.sum(0)])[0],
            "distribution": plain([sc.distribution(sc.chain(network, stats, p), stats, p)])[0]}


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in {"embedding": embedding(), "highest-feats": highest("feats"), "highest-x": highest("x"),
                       "not-a-number": not_a_number(), **refused()}.items():
        (folder / f"{name}.onnx").write_bytes(made.SerializeToString())
    (folder / "embedding.json").write_text(json.dumps(reference(folder / "embedding.onnx")) + "\n")
