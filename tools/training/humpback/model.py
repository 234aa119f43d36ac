"""Front end and network. Everything is convolution or element-wise, so ONNX Runtime gives a window the same bits at every batch size.

Front end: three windowed DFTs as strided convolutions with fixed weights (the ONNX STFT operator is slow), one frame every 40 ms:
  * 102.4 ms frames, 39-1000 Hz, 68 bands (9.8 Hz wide, 19.5 Hz from 400 Hz up): where song is;
  *  51.2 ms frames, 1-2 kHz, 25 bands of 39 Hz;
  *  25.6 ms frames, 2-4.9 kHz, 15 bands: where orca and dolphin calls, clicks and rain have energy and song has little.
Bin 0 is never used and the Hann window is periodic, so a constant offset cancels. Power becomes log power over a floor that is relative
to the window's own mean power, each band loses its mean over time, so neither gain nor the recorder's frequency response matters.
"""
import math

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F

RATE, WINDOW, HOP_FRAMES, FRAMES = 10000, 39124, 400, 96
LONGEST = 1024
STEPS = 24          # frame logits per window (160 ms each)


def dft_weights(n, bins):
    k = np.arange(n)
    w = (0.5 - 0.5 * np.cos(2 * np.pi * k / n))
    w /= w.sum()
    ang = 2 * np.pi * np.outer(bins, k) / n
    return torch.tensor(np.concatenate([w * np.cos(ang), w * np.sin(ang)]), dtype=torch.float32).unsqueeze(1)


# Frame length and the groups of DFT bins that make its bands.
SCALES = (
    (1024, [[b] for b in range(4, 41)] + [[b, b + 1] for b in range(41, 103, 2)]),
    (512, [[b, b + 1] for b in range(52, 102, 2)]),
    (256, [list(range(b, b + 5)) for b in range(52, 127, 5)]),
)


def merge_matrix(groups):
    first, last = groups[0][0], groups[-1][-1]
    m = torch.zeros(len(groups), last - first + 1, 1)
    for i, g in enumerate(groups):
        for b in g:
            m[i, b - first, 0] = 1.0 / len(g)
    return m


class FrontEnd(nn.Module):
    def __init__(self):
        super().__init__()
        self.bands = sum(len(groups) for _, groups in SCALES)
        for n, groups in SCALES:
            self.register_buffer(f"dft_{n}", dft_weights(n, np.arange(groups[0][0], groups[-1][-1] + 1)))
            self.register_buffer(f"merge_{n}", merge_matrix(groups))

    def forward(self, x):
        x = torch.clamp(x, -1.0, 1.0).unsqueeze(1)
        x = x - x.mean(dim=2, keepdim=True)                    # a constant becomes exact zeros instead of the rounding errors of its transform
        parts = []
        for n, _ in SCALES:
            off = (LONGEST - n) // 2                           # all frames share their centres
            dft, merge = getattr(self, f"dft_{n}"), getattr(self, f"merge_{n}")
            z = F.conv1d(x[:, :, off:off + (FRAMES - 1) * HOP_FRAMES + n], dft, stride=HOP_FRAMES)
            bins = merge.shape[1]
            parts.append(F.conv1d(z[:, :bins] ** 2 + z[:, bins:] ** 2, merge))
        return self.image(torch.cat(parts, dim=1))             # [N, bands, frames]

    @staticmethod
    def image(p):
        # 1e-13 lies below 16-bit rounding noise: digital silence becomes a flat zero image, anything recorded does not.
        level = torch.log(p + 0.02 * p.mean(dim=2, keepdim=True) + 1e-13)
        a = level - level.mean(dim=2, keepdim=True)
        b = level - F.avg_pool1d(level.transpose(1, 2), 17, 1, 8, count_include_pad=False).transpose(1, 2)
        return torch.stack([torch.clamp(a * 0.5, -2.0, 3.0), torch.clamp(b * 0.5, -2.0, 3.0)], dim=1)


def block(cin, cout, kernel, stride=(1, 1), pad=None):
    pad = pad if pad is not None else tuple(k // 2 for k in kernel)
    return [nn.Conv2d(cin, cout, kernel, stride, pad, bias=False), nn.BatchNorm2d(cout), nn.ReLU()]


class Net(nn.Module):
    """Log spectrogram [N,2,bands,96] to frame logits [N,24] and the window's logit [N,1]."""

    def __init__(self, bands):
        super().__init__()
        self.body = nn.Sequential(
            *block(2, 16, (5, 3), (2, 1)), *block(16, 24, (3, 3), (2, 2)), *block(24, 32, (3, 3)),
            *block(32, 48, (3, 3), (2, 2)), *block(48, 64, (3, 3)), *block(64, 96, (3, 3), (2, 1)))
        rows = bands
        for _ in range(4):
            rows = (rows + 1) // 2
        self.fold = nn.Sequential(*block(96, 96, (rows, 1), pad=(0, 0)))
        self.drop = nn.Dropout(0.2)
        self.t1 = nn.Sequential(*block(96, 96, (1, 3)))
        self.t2 = nn.Sequential(nn.Conv2d(96, 96, (1, 3), 1, (0, 3), (1, 3), bias=False), nn.BatchNorm2d(96), nn.ReLU())
        self.frame = nn.Conv2d(96, 1, 1)
        self.context = nn.Conv2d(96, 1, 1)
        self.sharp, self.limit = 2.0, 20.0

    def forward(self, f):
        h = self.fold(self.body(f))
        h = h + self.t1(h)
        h = self.drop(h + self.t2(h))
        frames = torch.clamp(self.frame(h), -self.limit, self.limit)        # [N,1,1,24]
        pooled = torch.log(torch.exp(frames * self.sharp).mean(dim=3)) / self.sharp
        context = self.context(h.mean(dim=3, keepdim=True))
        return frames[:, 0, 0, :], (pooled + context[:, :, :, 0])[:, :, 0]


COPIES = 16


class Detector(nn.Module):
    """What is exported: waveform [N,39124] to scores [N,1].

    The last layers are computed in 16 identical channels, of which one is returned. Runtimes evaluate exp, log and sigmoid with vector
    instructions and finish the rest of a tensor one by one, with other last bits; with a multiple of 16 values per window there is no rest,
    and a score does not depend on the window's place in the batch.
    """

    def __init__(self, front, net, scale=1.0, shift=0.0):
        super().__init__()
        self.front, self.net = front, net
        for conv in (net.frame, net.context):
            conv.weight = nn.Parameter(conv.weight.data.repeat(COPIES, 1, 1, 1) * scale)
            conv.bias = nn.Parameter(conv.bias.data.repeat(COPIES) * scale)
        net.sharp, net.limit = net.sharp / scale, net.limit * scale
        net.context.bias.data += shift

    def forward(self, waveform):
        _, logit = self.net(self.front(waveform))
        return torch.sigmoid(logit)[:, :1]


def fold_batch_norm(module):
    """Writes each BatchNorm into the convolution before it; what is exported then has neither state nor mode."""
    for child in module.children():
        fold_batch_norm(child)
    if isinstance(module, nn.Sequential):
        layers = list(module)
        for i in range(len(layers) - 1):
            conv, bn = layers[i], layers[i + 1]
            if isinstance(conv, nn.Conv2d) and isinstance(bn, nn.BatchNorm2d):
                g = bn.weight.data / torch.sqrt(bn.running_var + bn.eps)
                conv.weight.data *= g.view(-1, 1, 1, 1)
                conv.bias = nn.Parameter(bn.bias.data - bn.running_mean * g)
                module[i + 1] = nn.Identity()
    return module


def parameters(net):
    return sum(math.prod(p.shape) for p in net.parameters())
