"""Keeps what `audio-insight evaluate --json` says of the VAD in training/figures.json, where the manifest reads it.

usage: keep_figures.py MIXTURES.json NONSPEECH.json
"""
import json
import pathlib
import sys

FIGURES = pathlib.Path(__file__).resolve().parent.parent / "training" / "figures.json"
GROUPS = "noise, 5 dB and more", "noise, 0 dB and less", "babble, 5 dB and more", "copied", "copy: telephone, mu-law", "copy: 30 dB softer"


def main():
    mixtures, nonspeech = (json.loads(pathlib.Path(f).read_text()) for f in sys.argv[1:3])
    auc = {name: round(mixtures["groups"][name]["vad"]["auc"], 4) for name in GROUPS}
    false = {name: round(nonspeech["groups"][name]["vad"]["falseAlarm"], 4) for name in ("recorded", "recorded, apart: voices", "made")}
    kept = json.loads(FIGURES.read_text())
    kept["vad-snr"] = {"set": "models/evaluation, mixtures and nonspeech", "auc": auc, "falseSpeech": false}
    FIGURES.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
