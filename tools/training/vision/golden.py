"""Golden images of the vision packages: pictures of the models' own sizes, so that nothing is resized, and what is in them by OpenCV's own network code and plain numpy.

python -m vision.golden DATA [--agent edge-agent] writes golden/ into each package and names it in model.json; DATA holds fields/val and scenes/val.
"""
import argparse
import json
import os
import shutil

import cv2
import numpy as np

from .common import ROOT, link, pictures, sha256
from .spores import TILE, crop

TOLERANCE = 0.01


def run(folder, picture):
    """Raw outputs of a package's full model for a picture RGB uint8 of its input's size."""
    net = cv2.dnn.readNetFromONNX(os.path.join(folder, "model.onnx"))
    net.setInput(np.ascontiguousarray(picture.transpose(2, 0, 1)[None].astype(np.float32) / 255))
    return net.forward()[0]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def overlap(a, b):
    across, down = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]), min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return 0 if across <= 0 or down <= 0 else across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def grid_boxes(grid, manifest, labels):
    """YOLOv2 (Redmon and Farhadi 2017): boxes [label, score, x, y, w, h] in pixels of the input, after suppression per class."""
    anchors, side = np.array(manifest["output"]["anchors"]), manifest["input"]["width"]
    cells = grid.shape[-1]
    z = grid.reshape(len(anchors), 5 + len(labels), cells, cells)
    logits = np.exp(z[:, 5:] - z[:, 5:].max(1, keepdims=True))
    scores = sigmoid(z[:, 4])[:, None] * logits / logits.sum(1, keepdims=True)
    found = []
    for a, row, col in np.ndindex(len(anchors), cells, cells):
        label = int(scores[a, :, row, col].argmax())
        score = float(scores[a, label, row, col])
        if score >= manifest["output"]["minScore"]:
            x, y = (col + sigmoid(z[a, 0, row, col])) * side / cells, (row + sigmoid(z[a, 1, row, col])) * side / cells
            w, h = np.exp(z[a, 2:4, row, col]) * anchors[a] * side / cells
            found.append((label, score, x - w / 2, y - h / 2, w, h))
    kept = []
    for box in sorted(found, key=lambda b: -b[1]):
        if all(k[0] != box[0] or overlap(k[2:], box[2:]) <= manifest["output"]["iou"] for k in kept):
            kept.append(box)
    return kept


def within(x, y, w, h, picture):
    """A box as far as it lies in the picture."""
    height, width = picture.shape[:2]
    left, top, right, bottom = np.clip(x, 0, width), np.clip(y, 0, height), np.clip(x + w, 0, width), np.clip(y + h, 0, height)
    return [round(float(v), 2) for v in (left, top, right - left, bottom - top)]


def detector(folder, manifest, labels, picture):
    side, (h, w) = manifest["input"]["width"], picture.shape[:2]
    left, top = (side - w) // 2, (side - h) // 2
    canvas = np.full((side, side, 3), manifest["input"]["pad"], np.uint8)
    canvas[top:top + h, left:left + w] = picture
    boxes = grid_boxes(run(folder, canvas), manifest, labels)
    return {"detections": [{"label": labels[b[0]], "score": round(b[1], 5), "box": within(b[2] - left, b[3] - top, b[4], b[5], picture)} for b in boxes]}


def segmenter(folder, manifest, labels, picture):
    p = run(folder, picture)[0]
    on = p >= manifest["output"]["maskThreshold"]
    n, marks, stats, _ = cv2.connectedComponentsWithStats(on.astype(np.uint8), connectivity=manifest["output"]["connectivity"])
    scale = picture.shape[0] / p.shape[0]
    found = [(float(p[marks == k].mean()), [round(float(scale * v), 2) for v in stats[k, :4]]) for k in range(1, n) if stats[k, 4] >= manifest["output"]["minPixels"]]
    return {"detections": [{"label": labels[0], "score": round(s, 5), "box": box} for s, box in sorted(found, reverse=True)], "maskPixels": int(on.sum()), "boxTolerance": 2.5}


def classifier(folder, manifest, labels, picture):
    return {"scores": [[round(float(s), 6) for s in np.clip(run(folder, picture), 0, 1)]]}


def write(repository, name, cases):
    """cases: {file name: RGB picture}."""
    folder = os.path.join(repository, name, "1")
    with open(os.path.join(folder, "model.json")) as f:
        manifest = json.load(f)
    with open(os.path.join(folder, "labels.txt")) as f:
        labels = f.read().split()
    expect = {"object-detection": detector, "image-segmentation": segmenter, "image-classification": classifier}[manifest["task"]]
    golden = os.path.join(folder, "golden")
    shutil.rmtree(golden, ignore_errors=True)
    os.makedirs(golden)
    manifest["golden"] = []
    manifest["files"] = {k: v for k, v in manifest["files"].items() if not k.startswith("golden/")}
    for case, picture in cases.items():
        cv2.imwrite(os.path.join(golden, f"{case}.png"), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 9])
        with open(os.path.join(golden, f"{case}.json"), "w") as f:
            json.dump(expect(folder, manifest, labels, picture), f)
            f.write("\n")
        manifest["golden"].append({"input": f"golden/{case}.png", "expect": f"golden/{case}.json", "tolerance": TOLERANCE})
        for ending in ("json", "png"):
            manifest["files"][f"golden/{case}.{ending}"] = sha256(os.path.join(golden, f"{case}.{ending}"))
    manifest["files"] = dict(sorted(manifest["files"].items()))
    with open(os.path.join(folder, "model.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    print(f"{name}: {', '.join(cases)}")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data"), ap.add_argument("--agent", default="edge-agent"), ap.add_argument("--out", default=os.path.join(ROOT, "models", "repository"))
    args = ap.parse_args()
    fields, names = pictures(f"{args.data}/fields/val", f"{args.data}/fields/val.json")
    scenes, _ = pictures(f"{args.data}/scenes/val", f"{args.data}/scenes/val.json")
    # The field with the most spores, and the scenes with the most objects: cases that say something.
    _, field, spores = max(fields, key=lambda f: len(f[2]))
    busy = sorted(scenes, key=lambda s: -len(s[2]))[:2]
    # The largest spore of each kind: the small ones of it look like others.
    largest = lambda label: max(spores[spores[:, 0] == label], key=lambda s: s[3] * s[4])
    crops = {names[label]: crop(field, *largest(label)[1:]) for label in sorted(set(spores[:, 0].astype(int)))}
    write(args.out, "spore-classifier", crops)
    write(args.out, "spores", {"field": field[:TILE, :TILE]})
    small = lambda picture, w, h: cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA)
    write(args.out, "objects", {f"scene{i + 1}": small(p, 416, round(416 * p.shape[0] / p.shape[1])) for i, (_, p, _) in enumerate(busy)})
    write(args.out, "scenes", {f"scene{i + 1}": small(p, 128, 128) for i, (_, p, _) in enumerate(busy)})
    link(args.agent, args.out)


if __name__ == "__main__":
    main()
