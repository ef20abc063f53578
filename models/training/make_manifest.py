"""Writes models/manifest.json: what each file is, and its SHA-256. Run it after any file of models/ has changed."""
import hashlib
import json
import pathlib

MODELS = pathlib.Path(__file__).resolve().parent.parent
SPEECH = "LibriSpeech train-clean-100 (CC BY 4.0)"
NOISE = "ESC-10 (CC BY 3.0), Speech Commands background (CC BY 4.0), synthetic"
VOICES = SPEECH + ", Speech Commands (CC BY 4.0), DSPSpeech-20 (MIT), Arabic Speech Commands (CC BY 4.0), Alphanumeric audio dataset (MIT)"

ENTRIES = [
    ("vad-snr-v2", "vad-snr.onnx", "vad-snr", SPEECH + "; " + NOISE, {"card": "cards/vad-snr.md"}),
    ("speaker-m5-trunk", "speaker-trunk.onnx", "speaker-trunk", VOICES + "; " + NOISE, {"card": "cards/speaker.md"}),
    ("speaker-m5-head", "speaker-head.onnx", "speaker-head", VOICES + "; " + NOISE, {"card": "cards/speaker.md"}),
    ("speaker-count-1", "speaker-count.json", "speaker-count", "simulated conversations of " + SPEECH + " held-out speakers; " + NOISE, {"card": "cards/speaker.md"}),
    ("snr-1", "snr.json", "snr", "constants of the prototype's report", {"card": "cards/vad-snr.md"}),
]


def entry(name, file, kind, data, more):
    return {"name": name, "file": file, "sha256": hashlib.sha256((MODELS / file).read_bytes()).hexdigest(),
            "kind": kind, "sampleRateHz": 16000, "licence": "Apache-2.0", "trainingData": data, **more}


if __name__ == "__main__":
    manifest = {"models": [entry(*e) for e in ENTRIES]}
    (MODELS / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
