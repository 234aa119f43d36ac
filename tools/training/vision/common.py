"""What the three vision models share: pictures and truth files, blocks, training, export, manifests."""
import hashlib
import json
import os
import subprocess

import cv2
import numpy as np
import onnx
import torch
from torch import nn

from humpback.model import fold_batch_norm

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
LICENCE = "weights: the project's own; trained on synthesized pictures only"


def pictures(folder, truth):
    """COCO file to [(RGB uint8 picture, boxes [[label, x, y, w, h]])] and the class names."""
    with open(truth) as f:
        coco = json.load(f)
    boxes = {image["id"]: [] for image in coco["images"]}
    for a in coco["annotations"]:
        boxes[a["image_id"]].append([a["category_id"] - 1] + a["bbox"])
    read = lambda name: cv2.cvtColor(cv2.imread(os.path.join(folder, name)), cv2.COLOR_BGR2RGB)
    return [(image["file_name"], read(image["file_name"]), np.array(boxes[image["id"]], np.float32).reshape(-1, 5)) for image in coco["images"]], [c["name"] for c in coco["categories"]]


def conv(cin, cout, stride=1, kernel=3):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


def vary(x, rng):
    """Light, colour balance and contrast of a batch [N,3,h,w] of 0..1, as lamps and cameras differ."""
    n = x.shape[0]
    gain = torch.from_numpy(rng.uniform(0.8, 1.2, (n, 1, 1, 1)).astype(np.float32))
    tint = torch.from_numpy(rng.uniform(0.93, 1.07, (n, 3, 1, 1)).astype(np.float32))
    lift = torch.from_numpy(rng.uniform(-0.05, 0.05, (n, 1, 1, 1)).astype(np.float32))
    return (x * gain * tint + lift).clamp(0, 1)


def fit(net, batches, steps, rate, loss, name):
    """Adam with a one-cycle rate; says where it is a dozen times."""
    net.train()
    optimizer = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    running = 0.0
    for step, batch in zip(range(steps), batches):
        value = loss(net, *batch)
        optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        running = 0.98 * running + 0.02 * float(value) if step else float(value)
        if (step + 1) % max(steps // 12, 1) == 0:
            print(f"{name}: step {step + 1} of {steps}, loss {running:.4f}", flush=True)
    return fold_batch_norm(net.eval())


def tensors(images):
    return torch.from_numpy(np.ascontiguousarray(np.stack(images).transpose(0, 3, 1, 2))).float() / 255


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def export(net, path, shape, inputs, outputs, doc, dynamic=True):
    """opset 15, IR 8, as the other shipped models."""
    axes = {inputs[0]: {0: "N"}, **{o: {0: "N"} for o in outputs}} if dynamic else None
    torch.onnx.export(net, torch.zeros(shape), path, opset_version=15, input_names=inputs, output_names=outputs, dynamic_axes=axes, do_constant_folding=True)
    model = onnx.load(path)
    model.ir_version = 8
    model.producer_name, model.producer_version, model.doc_string = "edge-agent-training", "1", doc
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write_manifest(folder, manifest, names):
    """labels.txt, model.json; every file's hash is in the manifest."""
    with open(os.path.join(folder, "labels.txt"), "w") as f:
        f.write("\n".join(names) + "\n")
    for variant in manifest["variants"].values():
        variant["sha256"] = sha256(os.path.join(folder, variant["file"]))
    manifest["files"] = {name: sha256(os.path.join(folder, name)) for name in sorted(["labels.txt"] + [entry[k] for entry in manifest.get("golden", []) for k in ("input", "expect")])}
    with open(os.path.join(folder, "model.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")


def digest_of(agent, repository, name):
    """A package's digest, as the agent computes it."""
    said = subprocess.run([agent, "models", "list", "--json", "--set", f"Models:Repository={repository}"], check=True, capture_output=True, text=True).stdout
    return next(p["digest"] for p in json.loads(said) if p["name"] == name)


def link(agent, repository):
    """The cascade names its second step by digest, which every file of that changes."""
    path = os.path.join(repository, "spores", "1", "model.json")
    with open(path) as f:
        manifest = json.load(f)
    manifest["then"]["digest"] = digest_of(agent, repository, "spore-classifier")
    with open(path, "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
