"""Writes models/manifest.json: what each file is, and its SHA-256. Run it after any file of models/ has changed."""
import hashlib
import json
import pathlib

import onnxruntime as ort

MODELS = pathlib.Path(__file__).resolve().parent.parent
SPEECH = "LibriSpeech train-clean-100 (CC BY 4.0)"
NOISE = "ESC-10 (CC BY 3.0), Speech Commands background (CC BY 4.0), synthetic"
VOICES = SPEECH + ", Speech Commands (CC BY 4.0), DSPSpeech-20 (MIT), Arabic Speech Commands (CC BY 4.0), Alphanumeric audio dataset (MIT)"
SETS = SPEECH + ", Alphanumeric audio dataset (MIT); " + NOISE
PLACES = "Open AIR library (CC BY 4.0), synthetic"

ENTRIES = [
    ("vad-snr-3", "vad-snr.onnx", "vad-snr", "; ".join((VOICES, NOISE, PLACES)), "cards/vad-snr.md", "vad-snr"),
    ("speaker-2-trunk", "speaker-trunk.onnx", "speaker-trunk", "; ".join((VOICES, NOISE, PLACES)), "cards/speaker.md", "speaker-verification"),
    ("speaker-3-head", "speaker-head.onnx", "speaker-head", "; ".join((VOICES, NOISE, PLACES)), "cards/speaker.md", "speaker-verification"),
    ("speaker-count-4", "speaker-count.json", "speaker-count", "simulated conversations of held-out speakers of " + "; ".join((SETS, PLACES)),
     "cards/speaker.md", "speaker-count"),
    ("speaker-count-cosine", "speaker-count-cosine.json", "speaker-count-cosine", "none: a threshold for networks to which nothing was fitted",
     "README.md", {"set": "not measured: no confidence is over 0.6"}),
    ("snr-4", "snr.json", "snr", "mixtures, by speakers whom no training heard, of " + SETS, "cards/vad-snr.md", None),
]


def accuracy(kind):
    """Figures come from the evaluations (models/training/figures.json)."""
    return json.loads((MODELS / "training" / "figures.json").read_text())[kind]


def tensors(arguments):
    return [{"name": a.name, "type": a.type, "shape": a.shape} for a in arguments]


def entry(name, file, kind, data, card, figures):
    out = {"name": name, "file": file, "sha256": hashlib.sha256((MODELS / file).read_bytes()).hexdigest(),
           "kind": kind, "sampleRateHz": 16000, "licence": "Apache-2.0", "trainingData": data,
           "accuracy": figures if isinstance(figures, dict) else accuracy(figures or kind), "card": card}
    if file.endswith(".onnx"):
        session = ort.InferenceSession(str(MODELS / file))
        out.update(inputs=tensors(session.get_inputs()), outputs=tensors(session.get_outputs()))
    return out


HUGGING_FACE = "https://huggingface.co/Wespeaker/"
PUBLIC = [  # checksums as published (models/README.md); the files were not here
    {"name": "silero-vad", "file": "public/silero_vad.onnx", "kind": "vad", "licence": "MIT",
     "sha256": "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
     "source": "https://github.com/snakers4/silero-vad/raw/806dcba3f0/src/silero_vad/data/silero_vad.onnx"},
    {"name": "wespeaker-resnet34-lm", "file": "public/wespeaker-resnet34-lm.onnx", "kind": "speaker-embedding", "licence": "CC-BY-4.0",
     "sha256": "7bb2f06e9df17cdf1ef14ee8a15ab08ed28e8d0ef5054ee135741560df2ec068",
     "source": HUGGING_FACE + "wespeaker-voxceleb-resnet34-LM/resolve/f0c48c298fd835726c27956a5d617bad7115627e/voxceleb_resnet34_LM.onnx"},
    {"name": "wespeaker-campplus", "file": "public/wespeaker-campplus.onnx", "kind": "speaker-embedding", "licence": "CC-BY-4.0",
     "sha256": "b50810498b5bcf5773d086f6993d344476bd0c88b566a41e8d801aaf8461efad",
     "source": HUGGING_FACE + "wespeaker-voxceleb-campplus/resolve/acf623ad8ca746e50baa432255cf8fc57c669c45/voxceleb_CAM%2B%2B.onnx"},
    {"name": "3dspeaker-campplus-en", "file": "public/3dspeaker-campplus-en.onnx", "kind": "speaker-embedding", "licence": "Apache-2.0",
     "sha256": "357a834f702b80161e5b981182c038e18553c1f2ca752ed6cec2052365d4129b",
     "source": "https://github.com/k2-fsa/sherpa-onnx/releases/download/speaker-recongition-models/3dspeaker_speech_campplus_sv_en_voxceleb_16k.onnx"},
]


if __name__ == "__main__":
    manifest = {"models": [entry(*e) for e in ENTRIES] + PUBLIC}
    (MODELS / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
