"""Two models that make one cascade: `spores` finds what may be a spore (a segmenter), `spore-classifier` says which, or that it is none."""
import argparse
import os

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .common import LICENCE, ROOT, conv, export, fit, pictures, tensors, vary, digest_of, write_manifest

TILE, CROP, SIDE = 640, 72, 64   # input of the segmenter; pixels that the classifier sees, and its input


class Segmenter(nn.Module):
    """RGB 0..1 [N,3,h,w] to the logit of 'spore' at half the size [N,1,h/2,w/2]: a small U-Net."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = conv(3, 16, 2), nn.Sequential(conv(16, 24, 2), conv(24, 24)), nn.Sequential(conv(24, 40, 2), conv(40, 40))
        self.up_b, self.mix_b = nn.Sequential(nn.Conv2d(40, 24, 1)), conv(24, 24)
        self.up_a, self.mix_a = nn.Sequential(nn.Conv2d(24, 16, 1)), conv(16, 16)
        self.out = nn.Sequential(nn.Conv2d(16, 1, 1))

    def forward(self, x):
        a = self.a(x)
        b = self.b(a)
        b = self.mix_b(b + F.interpolate(self.up_b(self.c(b)), scale_factor=2.0, mode="nearest"))
        return self.out(self.mix_a(a + F.interpolate(self.up_a(b), scale_factor=2.0, mode="nearest")))


class Classifier(nn.Module):
    """RGB 0..1 [N,3,64,64] to logits [N,6]."""

    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(conv(3, 16, 2), conv(16, 32, 2), conv(32, 32), conv(32, 64, 2), conv(64, 64), conv(64, 96, 2))
        self.out = nn.Sequential(nn.Conv2d(96, classes, 1))

    def forward(self, x):
        return self.out(F.adaptive_avg_pool2d(self.body(x), 1))[:, :, 0, 0]


class Softmaxed(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return torch.softmax(self.net(x), 1)


class Sigmoided(Softmaxed):
    def forward(self, x):
        return torch.sigmoid(self.net(x))


def mask_batches(data, masks, rng, size=256, count=8):
    while True:
        xs, ys = [], []
        for _ in range(count):
            i = rng.integers(len(data))
            x, y = rng.integers(0, TILE - size + 1, 2)
            turn, flip = rng.integers(4), rng.integers(2)
            for source, into in ((data[i][1], xs), (masks[i], ys)):
                cut = np.rot90(source[y:y + size, x:x + size], turn)
                into.append(np.ascontiguousarray(cut[:, ::-1] if flip else cut))
        truth = torch.from_numpy(np.stack([((y > 0) & (y < 255)).astype(np.float32) for y in ys]))[:, None]
        yield vary(tensors(xs), rng), F.max_pool2d(truth, 2)


def mask_loss(net, x, y):
    z = net(x)
    p = torch.sigmoid(z)
    dice = 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)
    return F.binary_cross_entropy_with_logits(z, y, pos_weight=torch.tensor(3.0)) + 0.5 * dice


def components(net, picture, threshold=0.5, least=8):
    """Candidates of a picture: boxes [x, y, w, h] in its pixels."""
    with torch.no_grad():
        p = torch.sigmoid(net(tensors([picture])))[0, 0].numpy()
    n, _, stats, _ = cv2.connectedComponentsWithStats((p >= threshold).astype(np.uint8), connectivity=8)
    return [2 * stats[k, :4] for k in range(1, n) if stats[k, 4] >= least]


def crop(picture, x, y, w, h):
    """A square about a box, at least CROP pixels a side, SIDE pixels a side in the end; the picture's edge is repeated."""
    side = max(CROP, int(round(1.25 * max(w, h))))
    left, top = int(round(x + w / 2 - side / 2)), int(round(y + h / 2 - side / 2))
    pad = [max(0, -top), max(0, top + side - picture.shape[0]), max(0, -left), max(0, left + side - picture.shape[1])]
    cut = picture[max(top, 0):top + side, max(left, 0):left + side]
    if any(pad):
        cut = cv2.copyMakeBorder(cut, *pad, cv2.BORDER_REPLICATE)
    return cv2.resize(cut, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)


def overlap(a, b):
    across, down = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]), min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return 0 if across <= 0 or down <= 0 else across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def label_of(box, truth, debris):
    best = max(((overlap(box, t[1:]), int(t[0])) for t in truth), default=(0, debris))
    return best[1] if best[0] >= 0.3 else debris if best[0] < 0.1 else None


def crops_of(net, data, masks, debris, rng):
    """Candidates with their labels, true boxes with shaken places, and debris that the segmenter did not take for a spore."""
    xs, ys = [], []
    for (_, picture, truth), mask in zip(data, masks):
        for box in components(net, picture):
            label = label_of(box, truth, debris)
            if label is not None:
                xs.append(crop(picture, *box)), ys.append(label)
        for t in truth:
            for _ in range(2):
                x, y = t[1:3] + rng.uniform(-4, 4, 2)
                w, h = t[3:5] * rng.uniform(0.9, 1.12, 2)
                xs.append(crop(picture, x, y, w, h)), ys.append(int(t[0]))
        n, _, stats, _ = cv2.connectedComponentsWithStats((mask == 255).astype(np.uint8), connectivity=8)
        for k in range(1, n):
            if stats[k, 4] >= 20:
                xs.append(crop(picture, *stats[k, :4])), ys.append(debris)
    return np.stack(xs), np.array(ys)


def crop_batches(xs, ys, rng, count=64):
    while True:
        pick = rng.integers(len(xs), size=count)
        cuts = [np.ascontiguousarray(np.rot90(xs[i], rng.integers(4))[:, ::-1] if rng.integers(2) else np.rot90(xs[i], rng.integers(4))) for i in pick]
        yield vary(tensors(cuts), rng), torch.from_numpy(ys[pick])


def evaluate(segmenter, classifier, data, names, threshold):
    """Per-spore recall, share of debris candidates refused, precision of both ways, count error, over pictures kept from training."""
    debris = len(names)
    seen = np.zeros((debris, debris + 2), int)          # truth by answer; the last but one column: called debris, the last: no candidate
    false = {"segmenter": 0, "cascade": 0}
    for _, picture, truth in data:
        taken = set()
        for box in components(segmenter, picture):
            with torch.no_grad():
                p = torch.softmax(classifier(tensors([crop(picture, *box)])), 1)[0].numpy()
            answer = int(p[:debris].argmax()) if p[:debris].max() >= threshold else debris
            best = max(((overlap(box, t[1:]), i) for i, t in enumerate(truth) if i not in taken), default=(0, -1))
            if best[0] >= 0.3:
                taken.add(best[1])
                seen[int(truth[best[1]][0]), answer] += 1
            else:
                false["segmenter"] += 1
                false["cascade"] += answer != debris
        for i, t in enumerate(truth):
            if i not in taken:
                seen[int(t[0]), debris + 1] += 1
    return seen, false


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data"), ap.add_argument("--keep", action="store_true", help="take the networks that an earlier run saved in data"), ap.add_argument("--steps", type=int, default=1400), ap.add_argument("--agent", default="edge-agent"), ap.add_argument("--out", default=os.path.join(ROOT, "models", "repository"))
    args = ap.parse_args()
    torch.manual_seed(1), torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    train, names = pictures(f"{args.data}/fields/train", f"{args.data}/fields/train.json")
    val, _ = pictures(f"{args.data}/fields/val", f"{args.data}/fields/val.json")
    masks = [cv2.imread(f"{args.data}/fields/train-masks/{name}", cv2.IMREAD_GRAYSCALE) for name, _, _ in train]
    saved = [f"{args.data}/segmenter.pt", f"{args.data}/classifier.pt"]
    segmenter = torch.load(saved[0]) if args.keep else fit(Segmenter(), mask_batches(train, masks, rng), args.steps, 4e-3, mask_loss, "spore-segmenter")
    torch.save(segmenter, saved[0])
    xs, ys = (None, None) if args.keep else crops_of(segmenter, train, masks, len(names), rng)
    classifier = torch.load(saved[1]) if args.keep else fit(Classifier(len(names) + 1), crop_batches(xs, ys, rng), args.steps, 3e-3, lambda net, x, y: F.cross_entropy(net(x), y, label_smoothing=0.02), "spore-classifier")
    torch.save(classifier, saved[1])
    for threshold in (0.4, 0.5, 0.6, 0.7):
        seen, false = evaluate(segmenter, classifier, val, names, threshold)
        print(threshold, "found", seen.sum(1) - seen[:, -1], "of", seen.sum(1), "named right", seen.diagonal(), "false", false, flush=True)
    seen, _ = evaluate(segmenter, classifier, val, names, 0.5)
    print(seen)
    for name, net, shape, output in (("spores", Sigmoided(segmenter), (1, 3, TILE, TILE), "mask"), ("spore-classifier", Softmaxed(classifier), (1, 3, SIDE, SIDE), "scores")):
        folder = os.path.join(args.out, name, "1")
        os.makedirs(folder, exist_ok=True)
        export(net, os.path.join(folder, "model.onnx"), shape, ["image"], [output], f"{name}: RGB 0..1")
    write_manifest(os.path.join(args.out, "spore-classifier", "1"), {
        "name": "spore-classifier", "version": 1, "task": "image-classification", "license": LICENCE, "origin": "tools/training/vision on fields made by edge-synth",
        "description": "Names a spore in a square crop of 72 pixels or more, or calls it debris. The second step of `spores`.",
        "input": {"tensor": "image", "kind": "image", "width": SIDE, "height": SIDE, "resize": "stretch", "color": "rgb", "scale": 1 / 255, "mean": 0, "std": 1, "layout": "nchw", "type": "float32"},
        "output": {"tensor": "scores", "format": "scores", "activation": "none"},
        "labels": "labels.txt", "batch": {"max": 64, "delayMs": 5}, "variants": {"full": {"file": "model.onnx"}}}, names + ["debris"])

    write_manifest(os.path.join(args.out, "spores", "1"), {
        "name": "spores", "version": 1, "task": "image-segmentation", "license": LICENCE, "origin": "tools/training/vision on fields made by edge-synth",
        "description": "Counts fungal spores in bright-field pictures at about 0.6 um a pixel: a segmenter finds what may be one, spore-classifier names it or calls it debris. Pictures of 640 x 640 pixels or more.",
        "input": {"tensor": "image", "kind": "image", "width": TILE, "height": TILE, "resize": "letterbox", "align": "top-left", "pad": 220, "color": "rgb", "scale": 1 / 255, "mean": 0, "std": 1, "layout": "nchw", "type": "float32",
                  "tiles": {"width": TILE, "height": TILE, "overlap": 0.15}},
        "output": {"tensor": "mask", "format": "mask", "activation": "none", "maskThreshold": 0.5, "minPixels": 8, "connectivity": 8},
        "then": {"model": "spore-classifier:1", "digest": digest_of(args.agent, args.out, "spore-classifier"), "margin": 1.25, "minSide": CROP, "reject": ["debris"], "minScore": 0.5},
        "labels": "labels.txt", "batch": {"max": 8, "delayMs": 5}, "variants": {"full": {"file": "model.onnx"}}}, ["spore"])


if __name__ == "__main__":
    main()
