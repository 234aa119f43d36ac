"""The classifier `scenes`: what a camera at the water sees of the weather."""
import argparse
import csv
import os

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .common import LICENCE, ROOT, conv, export, fit, tensors, vary, write_manifest
from .spores import Softmaxed

SIDE = 128
NAMES = ["clear", "overcast", "dusk", "night", "fog", "rain", "dirty-lens"]


class Net(nn.Module):
    """RGB 0..1 [N,3,128,128] to logits [N,7]."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(conv(3, 12, 2), conv(12, 24, 2), conv(24, 32, 2), conv(32, 48, 2), conv(48, 64, 2))
        self.out = nn.Sequential(nn.Conv2d(64, len(NAMES), 1))

    def forward(self, x):
        return self.out(F.adaptive_avg_pool2d(self.body(x), 1))[:, :, 0, 0]


def load(folder, table):
    xs, ys = [], []
    with open(table) as f:
        for row in csv.DictReader(f):
            picture = cv2.cvtColor(cv2.imread(os.path.join(folder, row["file"])), cv2.COLOR_BGR2RGB)
            xs.append(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR))
            ys.append(NAMES.index(row["label"]))
    return np.stack(xs), np.array(ys)


def batches(xs, ys, rng, count=32):
    while True:
        pick = rng.integers(len(xs), size=count)
        flip = rng.integers(2, size=count)
        yield vary(tensors([np.ascontiguousarray(xs[i][:, ::-1]) if f else xs[i] for i, f in zip(pick, flip)]), rng), torch.from_numpy(ys[pick])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data"), ap.add_argument("--steps", type=int, default=1000), ap.add_argument("--out", default=os.path.join(ROOT, "models", "repository"))
    args = ap.parse_args()
    torch.manual_seed(3), torch.set_num_threads(1)
    rng = np.random.default_rng(3)
    xs, ys = load(f"{args.data}/scenes/train", f"{args.data}/scenes/train.csv")
    net = fit(Net(), batches(xs, ys, rng), args.steps, 3e-3, lambda n, x, y: F.cross_entropy(n(x), y, label_smoothing=0.02), "scenes")
    vx, vy = load(f"{args.data}/scenes/val", f"{args.data}/scenes/val.csv")
    with torch.no_grad():
        order = torch.cat([net(tensors(vx[i:i + 50])) for i in range(0, len(vx), 50)]).argsort(1, descending=True).numpy()
    print(f"right first {np.mean(order[:, 0] == vy):.4f}, among three {np.mean((order[:, :3] == vy[:, None]).any(1)):.4f} of {len(vy)}")
    confusion = np.zeros((7, 7), int)
    np.add.at(confusion, (vy, order[:, 0]), 1)
    print(confusion)
    folder = os.path.join(args.out, "scenes", "1")
    os.makedirs(folder, exist_ok=True)
    export(Softmaxed(net), os.path.join(folder, "model.onnx"), (1, 3, SIDE, SIDE), ["image"], ["scores"], "scenes: RGB 0..1")
    write_manifest(folder, {
        "name": "scenes", "version": 1, "task": "image-classification", "license": LICENCE, "origin": "tools/training/vision on scenes made by edge-synth",
        "description": "What a camera at the water sees of the weather, and whether its lens is dirty; reports the best three. Trained on synthesized scenes.",
        "input": {"tensor": "image", "kind": "image", "width": SIDE, "height": SIDE, "resize": "stretch", "color": "rgb", "scale": 1 / 255, "mean": 0, "std": 1, "layout": "nchw", "type": "float32"},
        "output": {"tensor": "scores", "format": "top-k", "topK": 3, "activation": "none"},
        "labels": "labels.txt", "batch": {"max": 16, "delayMs": 5}, "variants": {"full": {"file": "model.onnx"}}}, NAMES)


if __name__ == "__main__":
    main()
