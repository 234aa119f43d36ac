"""Writes the model package: model.onnx, labels.txt, model.json, golden/. Checks it: torch against onnxruntime-node, and batch invariance."""
import argparse
import hashlib
import json
import os
import subprocess
import tempfile

import numpy as np
import torch

from . import golden
from .data import HOP, RATE, WINDOW
from .evaluate import DEFAULT, NodeScorer, TorchScorer
from .export import build, export

HERE = os.path.dirname(os.path.abspath(__file__))

DESCRIPTION = ("Humpback whale song in 3.9 s windows of 10 kHz hydrophone sound. Front end (windowed DFT as convolutions, log bands) and "
               "sigmoid are inside the graph. See MODEL_CARD.md for figures and limits.")
ORIGIN = ("Trained by tools/training on NOAA PIFSC HARP recordings (doi:10.25921/Z787-9Y54; labels Allen et al. 2021), NOAA ONMS / US Navy "
          "SanctSound, NPS Glacier Bay, OSEkit, OpenSoundscape and LibriSpeech samples (MIT, CC BY, public domain) and synthesized sound.")


def check(path, checkpoint, modules):
    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    n = WINDOW + 40 * RATE
    x = (rng.standard_normal(n) * 10 ** rng.uniform(-4, -1, n)).astype(np.float32)
    x[100000:180000] = 0
    x[200000:260000] += 3
    delta = float(np.abs(TorchScorer(checkpoint)(x) - NodeScorer(path, modules)(x)).max())
    env = dict(os.environ, NODE_PATH=modules)
    text = subprocess.run(["node", os.path.join(HERE, "verify.js"), path, str(WINDOW)], check=True, env=env, capture_output=True, text=True).stdout
    print(f"torch against onnxruntime-node: max |d| {delta:.2e}\n{text}")
    if delta > 1e-4:
        raise SystemExit("the exported model differs from the trained one")
    return delta, text


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("--out", default=os.path.normpath(os.path.join(HERE, "..", "..", "..", "models", "repository", "humpback", "1")))
    ap.add_argument("--modules", default="node_modules")
    ap.add_argument("--events", help="JSON file with the events section")
    args = ap.parse_args()
    os.makedirs(args.out, exist_ok=True)
    model = os.path.join(args.out, "model.onnx")
    digest = export(build(args.checkpoint), model)
    check(model, args.checkpoint, args.modules)
    events = dict(DEFAULT)
    if args.events:
        with open(args.events) as f:
            events.update(json.load(f))
    events["perLabel"] = {}
    entries = golden.write(os.path.join(args.out, "golden"), NodeScorer(model, args.modules))
    with open(os.path.join(args.out, "labels.txt"), "w") as f:
        f.write("humpback\n")
    manifest = {
        "name": "humpback", "version": 1, "task": "audio-classification", "description": DESCRIPTION,
        "license": "weights: the project's own; sources in MODEL_CARD.md", "origin": ORIGIN,
        "input": {"tensor": "waveform", "kind": "waveform", "sampleRate": RATE, "windowSamples": WINDOW, "hopSamples": HOP, "channels": 1},
        "output": {"tensor": "scores", "format": "scores", "activation": "none"},
        "labels": "labels.txt", "events": events, "batch": {"max": 32, "delayMs": 5},
        "variants": {"full": {"file": "model.onnx", "sha256": digest}}, "golden": entries,
        "files": {name: sha256(os.path.join(args.out, name)) for name in sorted(["labels.txt"] + [e[k] for e in entries for k in ("input", "expect")])}}
    with open(os.path.join(args.out, "model.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    print(digest, os.path.getsize(model), "bytes")


if __name__ == "__main__":
    main()
