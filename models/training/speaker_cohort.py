"""Gives the head of the speaker network a cohort: what an embedding's cosines with many other speakers are like.

An ordinary voice is like many and an odd one like nobody, so the same cosine says less of two ordinary ones. Symmetric score
normalisation (s-norm, Kenny 2010) measures it against the cosines that either embedding has with a cohort of impostors:

    score = ((cosine - mean_a) / deviation_a + (cosine - mean_b) / deviation_b) / 2

The cohort are the speakers of part "train" who read sentences, each by up to 20 s. Only its mean vector and the
factor of its covariance go into the graph, which gets a second output; nobody's embedding does.

    head    sums f32[W,3P]    ->  embedding f32[W,128], unit length; cohort f32[W,2], mean and deviation of its cosines

usage: speaker_cohort.py DATA [--models ..]     rewrites speaker-head.onnx, whether it has a cohort or not
"""
import argparse
import pathlib

import numpy as np
import onnx
from onnx import helper, numpy_helper

import conversations as sim
import corpus
from evaluate_verification import Embedder

MODELS = pathlib.Path(__file__).resolve().parent.parent
READERS = "librispeech-train", "alphanumeric-accents"  # with those of single words, too, the error rate falls two thirds as far
SECONDS = 20
TABLES, OUTPUT = ("cohort.mean", "cohort.factor"), "cohort"


def embeddings(data, models):
    """[speakers, 128]"""
    embedder, said = Embedder(models), corpus.speakers(data, "train", READERS)
    said = {name: np.concatenate([corpus.without_pauses(w, sim.PAUSE) for w in waves]) for name, waves in said.items()}
    sums = np.concatenate([embedder.sums(x[: SECONDS * corpus.RATE])[0] for x in said.values()])
    return embedder.net.head.run(["embedding"], {"sums": sums})[0]  # it may have no cohort yet


def tables(cohort):
    """(mean [128,1], factor [128,128]): the deviation of a vector's products with the cohort is the length of vector x factor.
    The cohort has more speakers than an embedding has numbers, so that no direction is without a deviation."""
    return cohort.mean(0)[:, None], np.linalg.cholesky(np.cov(cohort.T, bias=True))


def with_cohort(head, mean, factor):
    graph = head.graph
    for held, names in ((graph.initializer, TABLES), (graph.output, (OUTPUT,))):
        for old in [each for each in held if each.name in names]:
            held.remove(old)
    for old in [n for n in graph.node if n.name.startswith(OUTPUT)]:
        graph.node.remove(old)
    graph.initializer.extend(numpy_helper.from_array(np.float32(table), name) for name, table in zip(TABLES, (mean, factor)))
    graph.node.extend([
        helper.make_node("MatMul", ["embedding", TABLES[0]], ["cohort/mean"], "cohort/Mean"),
        helper.make_node("MatMul", ["embedding", TABLES[1]], ["cohort/spread"], "cohort/Spread"),
        helper.make_node("ReduceL2", ["cohort/spread"], ["cohort/deviation"], "cohort/Deviation", axes=[1], keepdims=1),
        helper.make_node("Concat", ["cohort/mean", "cohort/deviation"], [OUTPUT], "cohort/Concat", axis=1)])
    graph.output.append(helper.make_tensor_value_info(OUTPUT, onnx.TensorProto.FLOAT, ["W", 2]))
    onnx.checker.check_model(head)
    return head


def main():
    args = argparse.ArgumentParser()
    args.add_argument("data")
    args.add_argument("--models", type=pathlib.Path, default=MODELS)
    args = args.parse_args()
    file, cohort = args.models / "speaker-head.onnx", embeddings(args.data, args.models)
    onnx.save(with_cohort(onnx.load(file), *tables(cohort)), file)
    print(f"{file.name}: a cohort of {len(cohort)} speakers")


if __name__ == "__main__":
    main()
