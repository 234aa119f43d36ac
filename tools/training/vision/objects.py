"""The detector `objects`: four things at the water, in TinyYOLOv2's output layout."""
import argparse
import os

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .common import LICENCE, ROOT, conv, export, fit, pictures, tensors, vary, write_manifest

SIDE, GRID, ANCHORS = 416, 13, 5
STRIDE = SIDE // GRID


class Detector(nn.Module):
    """RGB 0..1 [N,3,416,416] to [N,5(5+classes),13,13]: tx, ty, tw, th, objectness, class logits of each anchor."""

    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(conv(3, 12, 2), conv(12, 24, 2), conv(24, 48, 2), conv(48, 48), conv(48, 80, 2), conv(80, 80), conv(80, 112, 2), conv(112, 112), conv(112, 112))
        self.out = nn.Sequential(nn.Conv2d(112, ANCHORS * (5 + classes), 1))

    def forward(self, x):
        return self.out(self.body(x))


def letterbox(picture, boxes):
    """As the agent does it: centred, padded with 114."""
    h, w = picture.shape[:2]
    scale = SIDE / max(h, w)
    nh, nw = int(round(h * scale)), int(round(w * scale))
    left, top = (SIDE - nw) // 2, (SIDE - nh) // 2
    out = np.full((SIDE, SIDE, 3), 114, np.uint8)
    out[top:top + nh, left:left + nw] = cv2.resize(picture, (nw, nh), interpolation=cv2.INTER_LINEAR)
    boxes = boxes.copy()
    boxes[:, 1:] *= scale
    boxes[:, 1] += left
    boxes[:, 2] += top
    return out, boxes


def find_anchors(boxes, rng):
    """k-means over box sizes with 1 - IoU as the distance (Redmon and Farhadi 2017), in cells."""
    sizes = boxes[:, 3:5] / STRIDE
    centres = sizes[rng.choice(len(sizes), ANCHORS, replace=False)]
    for _ in range(60):
        inter = np.minimum(sizes[:, None], centres[None]).prod(2)
        iou = inter / (sizes.prod(1)[:, None] + centres.prod(1)[None] - inter)
        nearest = iou.argmax(1)
        centres = np.stack([np.median(sizes[nearest == k], 0) if (nearest == k).any() else sizes[rng.integers(len(sizes))] for k in range(ANCHORS)])
    return centres[np.argsort(centres.prod(1))]


def batches(data, anchors, classes, rng, count=16):
    while True:
        xs, target = [], np.zeros((count, ANCHORS, GRID, GRID, 6), np.float32)   # x, y, w, h in cells, label, there
        for n in range(count):
            picture, boxes = data[rng.integers(len(data))]
            flip = rng.integers(2)
            xs.append(np.ascontiguousarray(picture[:, ::-1]) if flip else picture)
            for label, x, y, w, h in boxes:
                cx, cy = (SIDE - x - w / 2 if flip else x + w / 2) / STRIDE, (y + h / 2) / STRIDE
                col, row = min(int(cx), GRID - 1), min(int(cy), GRID - 1)
                inter = np.minimum([w / STRIDE, h / STRIDE], anchors).prod(1)
                k = int((inter / (w * h / STRIDE ** 2 + anchors.prod(1) - inter)).argmax())
                target[n, k, row, col] = cx, cy, w / STRIDE, h / STRIDE, label, 1
        yield vary(tensors(xs), rng), torch.from_numpy(target)


def decode(z, anchors, classes):
    n = z.shape[0]
    z = z.view(n, ANCHORS, 5 + classes, GRID, GRID).permute(0, 1, 3, 4, 2)
    col, row = torch.arange(GRID).view(1, 1, 1, GRID), torch.arange(GRID).view(1, 1, GRID, 1)
    a = torch.as_tensor(anchors, dtype=torch.float32).view(1, ANCHORS, 1, 1, 2)
    x, y = torch.sigmoid(z[..., 0]) + col, torch.sigmoid(z[..., 1]) + row
    wh = torch.exp(z[..., 2:4].clamp(-6, 4)) * a
    return z, x, y, wh[..., 0], wh[..., 1]


def loss_of(anchors, classes):
    def loss(net, images, target):
        z, x, y, w, h = decode(net(images), anchors, classes)
        there = target[..., 5] > 0
        # Boxes that overlap some truth well are not punished for seeing it.
        with torch.no_grad():
            best = torch.zeros_like(x)
            for n in range(len(images)):
                for tx, ty, tw, th in target[n][there[n]][:, :4]:
                    iw = (torch.minimum(x[n] + w[n] / 2, tx + tw / 2) - torch.maximum(x[n] - w[n] / 2, tx - tw / 2)).clamp(0)
                    ih = (torch.minimum(y[n] + h[n] / 2, ty + th / 2) - torch.maximum(y[n] - h[n] / 2, ty - th / 2)).clamp(0)
                    best[n] = torch.maximum(best[n], iw * ih / (w[n] * h[n] + tw * th - iw * ih))
        t = target[there]
        count = max(len(t), 1)
        box = F.mse_loss(x[there], t[:, 0], reduction="sum") + F.mse_loss(y[there], t[:, 1], reduction="sum") \
            + F.mse_loss(torch.log(w[there]), torch.log(t[:, 2]), reduction="sum") + F.mse_loss(torch.log(h[there]), torch.log(t[:, 3]), reduction="sum")
        objects = F.binary_cross_entropy_with_logits(z[..., 4], there.float(), reduction="none")
        objects = (objects * (there | (best < 0.55))).sum()
        kinds = F.cross_entropy(z[there][:, 5:], t[:, 4].long(), reduction="sum") if len(t) else 0
        return (3 * box + objects + kinds) / count
    return loss


def detections(net, picture, anchors, classes, least=0.3):
    with torch.no_grad():
        z, x, y, w, h = (v[0] for v in decode(net(tensors([picture])), anchors, classes))
        score, label = (torch.sigmoid(z[..., 4:5]) * torch.softmax(z[..., 5:], -1)).max(-1)
    keep = score >= least
    rows = [(float(s), int(k), np.array([float(a - c / 2), float(b - d / 2), float(c), float(d)]) * STRIDE) for s, k, a, b, c, d in zip(score[keep], label[keep], x[keep], y[keep], w[keep], h[keep])]
    rows.sort(key=lambda r: -r[0])
    kept = []
    for row in rows:
        if all(k[1] != row[1] or iou(k[2], row[2]) < 0.4 for k in kept):
            kept.append(row)
    return kept


def iou(a, b):
    across, down = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]), min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return 0 if across <= 0 or down <= 0 else across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data"), ap.add_argument("--steps", type=int, default=2400), ap.add_argument("--out", default=os.path.join(ROOT, "models", "repository"))
    args = ap.parse_args()
    torch.manual_seed(2), torch.set_num_threads(1)
    rng = np.random.default_rng(2)
    train, names = pictures(f"{args.data}/scenes/train", f"{args.data}/scenes/train.json")
    train = [letterbox(p, b) for _, p, b in train]
    val = [letterbox(p, b) for _, p, b in pictures(f"{args.data}/scenes/val", f"{args.data}/scenes/val.json")[0]]
    anchors = find_anchors(np.concatenate([b for _, b in train]), rng).round(3)
    print("anchors", anchors.tolist(), flush=True)
    net = fit(Detector(len(names)), batches(train, anchors, len(names), rng), args.steps, 3e-3, loss_of(anchors, len(names)), "objects")
    torch.save(net, f"{args.data}/objects.pt")
    for least in (0.3, 0.4, 0.5, 0.6):
        hit, false, total = np.zeros(len(names), int), np.zeros(len(names), int), np.zeros(len(names), int)
        for picture, truth in val:
            free = list(range(len(truth)))
            np.add.at(total, truth[:, 0].astype(int), 1)
            for _, label, box in detections(net, picture, anchors, len(names), least):
                best = max(((iou(box, truth[i][1:]), i) for i in free if int(truth[i][0]) == label), default=(0, -1))
                if best[0] >= 0.5:
                    free.remove(best[1])
                    hit[label] += 1
                else:
                    false[label] += 1
        print(least, "found", hit, "of", total, "false", false, flush=True)
    folder = os.path.join(args.out, "objects", "1")
    os.makedirs(folder, exist_ok=True)
    export(net, os.path.join(folder, "model.onnx"), (1, 3, SIDE, SIDE), ["image"], ["grid"], "objects: RGB 0..1, TinyYOLOv2's layout")
    write_manifest(folder, {
        "name": "objects", "version": 1, "task": "object-detection", "license": LICENCE, "origin": "tools/training/vision on scenes made by edge-synth",
        "description": "Boats, sailing boats, buoys and birds at the water, in TinyYOLOv2's output layout. Trained on synthesized scenes: a reference and a demo, not a detector of real boats.",
        "input": {"tensor": "image", "kind": "image", "width": SIDE, "height": SIDE, "resize": "letterbox", "align": "center", "pad": 114, "color": "rgb", "scale": 1 / 255, "mean": 0, "std": 1, "layout": "nchw", "type": "float32"},
        "output": {"tensor": "grid", "format": "yolov2", "anchors": anchors.tolist(), "minScore": 0.4, "nms": "class", "iou": 0.4},
        "labels": "labels.txt", "batch": {"max": 4, "delayMs": 5}, "variants": {"full": {"file": "model.onnx"}}}, names)


if __name__ == "__main__":
    main()
