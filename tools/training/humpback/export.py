"""Exports a trained network as ONNX (opset 15, IR 8), the sigmoid inside."""
import argparse
import hashlib

import onnx
import torch

from .model import Detector, FrontEnd, Net, WINDOW, fold_batch_norm


def build(checkpoint):
    state = torch.load(checkpoint, map_location="cpu")
    front = FrontEnd()
    net = Net(front.bands)
    net.load_state_dict(state["net"])
    net.eval()
    fold_batch_norm(net)
    return Detector(front, net, state.get("scale", 1.0), state.get("shift", 0.0)).eval()


def export(model, path):
    torch.onnx.export(model, torch.zeros(2, WINDOW), path, opset_version=15, input_names=["waveform"], output_names=["scores"],
                      dynamic_axes={"waveform": {0: "N"}, "scores": {0: "N"}}, do_constant_folding=True)
    m = onnx.load(path)
    m.ir_version = 8
    m.producer_name, m.producer_version = "edge-agent-training", "1"
    m.doc_string = "Humpback song detector: 3.9124 s of 10 kHz sound in, probability that it holds song out."
    onnx.checker.check_model(m)
    onnx.save(m, path)
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("out")
    args = ap.parse_args()
    print(export(build(args.checkpoint), args.out), args.out)


if __name__ == "__main__":
    main()
