"""Writes models/reference/*.json: what Python (onnxruntime, CPU) computes for two samples. Java holds itself to it within 1e-4.

One file a sample. Vectors of the networks are cut to `first` values and their sums over everything; regions,
SNR and the distribution are complete.

usage: make_reference.py [SAMPLE.wav ...]     default: samples/one-voice-fan-10db.wav and two-voices-room-25db.wav
"""
import json
import pathlib
import sys

import numpy as np
import soundfile as sf

import evaluate_speaker_count as evaluate
import fit_speaker_count as fsc
import snr_reference as snr
import speaker_chain as sc
import speech_regions as sr

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent
SAMPLES = MODELS.parent / "samples"
DEFAULT = ("one-voice-fan-10db.wav", "two-voices-room-25db.wav")


def plain(values, digits=7):
    return [float(f"{v:.{digits}g}") for v in np.asarray(values, np.float64).ravel()]


def reference(path, nets, p, q):
    wave, rate = sf.read(path, dtype="float32")
    if rate != sr.RATE or wave.ndim != 1:
        raise ValueError(f"{path}: a reference sample is 16 kHz and mono")
    track = sr.frames(nets[0], wave)
    spans = sr.regions(track["vad"], len(wave))
    stats = sc.pieces(nets[1], wave, spans, p)
    steps = sc.chain(nets[1], stats, p)
    a, b = sc.parts(spans, p)[0]
    frames = ((b - a - 400) // 160 + 1 + 3) // 4
    cuts = np.array([0, frames // 2]), np.array([frames // 2, frames])
    sums, mfcc = nets[1].trunk.run(["sums", "mfcc"], {"wave": wave[None, a:b], "start": cuts[0], "end": cuts[1]})
    return {
        "sample": path.name,
        "samples": len(wave),
        "vadSnr": {k: {"length": len(v), "values": plain(v)} for k, v in track.items()},
        "regions": {f"{hop}/{threshold}": [list(map(int, r)) for r in sr.regions(track["vad"], len(wave), hop, threshold)]
                    for hop, threshold in ((256, 0.5), (160, 0.5), (512, 0.5), (256, 0.3), (256, 0.8))},
        "trunk": {"region": [int(a), int(b)], "start": cuts[0].tolist(), "end": cuts[1].tolist(),
                  "sums": [plain(row) for row in sums], "mfccFrames": len(mfcc), "mfccFirst": [plain(row) for row in mfcc[:10]],
                  "mfccLast": plain(mfcc[-1])},
        "head": {name: [plain(row) for row in rows] for name, rows in zip(("embedding", "cohort"), nets[1].embed(sums))},
        "pieces": [[int(s), int(e)] for s, e in zip(stats["start"], stats["end"])],
        "chain": {"logits": plain([logit for _, logit, _ in steps if np.isfinite(logit)]),
                  "clusters": [len(groups) for groups, _, _ in steps]},
        "distribution": plain(sc.distribution(steps, stats, p)),
        "snr": {k: float(f"{v:.7g}") if isinstance(v, float) else v for k, v in snr.estimate(track, wave, q).items()},
    }


def main():
    nets = fsc.sessions()
    files = [pathlib.Path(f) for f in sys.argv[1:]] or [SAMPLES / f for f in DEFAULT]
    for path in files:
        out = MODELS / "reference" / (path.stem + ".json")
        out.parent.mkdir(exist_ok=True)
        out.write_text(json.dumps(reference(path, nets, evaluate.parameters(), snr.parameters())) + "\n")
        print(out.name, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
