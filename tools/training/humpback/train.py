"""Trains the detector. One command, seeded: python3 -m humpback.train --data DIR --out DIR [--minutes 50 | --steps N] [--final]."""
import argparse
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, IterableDataset

from . import data as D
from . import synth_beds, synth_calls
from .mix import Mixer
from .model import FrontEnd, Net, parameters


class Stream(IterableDataset):
    """Batches of features made in a worker process; batch i depends on (seed, i) only."""

    def __init__(self, mixer, front, size, seed, first=0):
        self.mixer, self.front, self.size, self.seed, self.first = mixer, front, size, seed, first

    def __iter__(self):
        torch.set_num_threads(1)
        info = torch.utils.data.get_worker_info()
        i, step = (info.id, info.num_workers) if info else (0, 1)
        i += self.first
        while True:
            yield make_batch(self.mixer, self.front, self.size, (self.seed, i))
            i += step


def make_batch(mixer, front, size, seed, positive=None):
    rng = np.random.default_rng(seed)
    rows = [mixer.sample(rng, positive) for _ in range(size)]
    with torch.no_grad():
        f = front(torch.from_numpy(np.stack([r[0] for r in rows]))).half()
    return (f, torch.tensor([r[1] for r in rows]), torch.tensor([r[2] for r in rows]),
            torch.from_numpy(np.stack([r[3] for r in rows])), torch.from_numpy(np.stack([r[4] for r in rows])))


class Replay:
    """Windows cost as much to make as to learn from, so each is used about twice; the second time masked and shifted in frequency."""

    def __init__(self, capacity, hard=0.0):
        self.capacity, self.hard, self.items, self.loss, self.at = capacity, hard, [], [], 0

    def add(self, batch, loss):
        """loss: of each window, 0 for those that are not negatives; only negatives are drawn again for being hard."""
        for row, l in zip(zip(*batch), loss):
            if len(self.items) < self.capacity:
                self.items.append(row)
                self.loss.append(l)
            else:
                self.items[self.at], self.loss[self.at] = row, l
                self.at = (self.at + 1) % self.capacity

    def draw(self, rng, n):
        if not self.hard:
            rows = [self.items[i] for i in rng.integers(0, len(self.items), n)]
            return [torch.stack([r[k] for r in rows]) for k in range(5)]
        pick = rng.integers(0, len(self.items), (n, 12))
        loss = np.asarray(self.loss)[pick]
        best = pick[np.arange(n), loss.argmax(axis=1)]
        use = np.where(rng.random(n) < self.hard, best, pick[:, 0])
        rows = [self.items[i] for i in use]
        return [torch.stack([r[k] for r in rows]) for k in range(5)]


def vary(f, rng):
    """Small shift along the band axis, band and time masks."""
    f = f.clone()
    for i in range(len(f)):
        s = int(rng.integers(-3, 4))
        if s:
            f[i] = torch.roll(f[i], s, 1)
        if rng.random() < 0.3:
            a, n = int(rng.integers(0, 96)), int(rng.integers(1, 12))
            f[i, :, a:a + n] = 0
    return f


def loss_of(net, batch):
    f, y, w, ft, fw = batch
    frames, logit = net(f.float())
    each = F.binary_cross_entropy_with_logits(logit[:, 0], y.float() * 0.98 + 0.01, reduction="none")
    window = (each * w.float()).sum() / w.float().sum()
    frame = (F.binary_cross_entropy_with_logits(frames, ft, reduction="none") * fw).sum() / fw.sum()
    return window + 0.7 * frame, (each * (1 - y)).detach().numpy()


def ema_update(ema, net, decay):
    with torch.no_grad():
        for a, b in zip(ema.state_dict().values(), net.state_dict().values()):
            if a.dtype.is_floating_point:
                a.mul_(decay).add_(b, alpha=1 - decay)
            else:
                a.copy_(b)


def auc(pos, neg):
    s = np.concatenate([pos, neg])
    r = np.empty(len(s))
    r[np.argsort(s, kind="stable")] = np.arange(1, len(s) + 1)
    return (r[:len(pos)].sum() - len(pos) * (len(pos) + 1) / 2) / (len(pos) * len(neg))


class Validation:
    """Fixed windows: negatives from the validation recordings and synthesis, the validation calls at +6, 0, -6 dB on the same beds."""

    def __init__(self, clips, bank, front, seed):
        self.parts = {}
        for name, snr in (("neg", None), ("+6", 6), ("0", 0), ("-6", -6)):
            m = Mixer(clips, bank, seed, pool=400, beds=60, snr=snr)
            self.parts[name] = [make_batch(m, front, 50, (seed, 7, i, 0 if snr is None else snr + 100), snr is not None)
                                for i in range(20 if snr is None else 6)]

    def run(self, net):
        net.eval()
        out = {}
        with torch.no_grad():
            for name, parts in self.parts.items():
                out[name] = np.concatenate([net(p[0].float())[1][:, 0].numpy()[p[2].numpy() > 0] for p in parts])
        net.train()
        neg = out["neg"]
        t = np.quantile(neg, 0.99)
        text = "  ".join(f"{k} AUC {auc(out[k], neg):.3f} R@1% {np.mean(out[k] > t):.2f}" for k in ("+6", "0", "-6"))
        score = np.mean([auc(out[k], neg) for k in ("+6", "0", "-6")]) + np.mean([np.mean(out[k] > t) for k in ("+6", "0", "-6")])
        return score, f"{text}  t {t:.2f}"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default=D.default_data())
    ap.add_argument("--out", default=".cache/humpback")
    ap.add_argument("--steps", type=int, default=3000)
    ap.add_argument("--stop", type=int, help="end before --steps, in the middle of the rate's schedule")
    ap.add_argument("--batch", type=int, default=48)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--workers", type=int, default=1)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--hard", type=float, default=0.0, help="share of the replayed windows chosen because they were hard negatives")
    ap.add_argument("--init", help="checkpoint to start from")
    ap.add_argument("--second", action="store_true", help="second stage: the recordings in data.JOINS_LATER are trained on as well")
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    os.makedirs(args.out, exist_ok=True)
    start = time.time()
    clips = D.load(args.data, {"train", "val"})
    val_clips = [c for c in clips if c.split == "val"]
    train_clips = [c for c in clips if c.split == "train" or args.second and c.recording in D.JOINS_LATER]
    bank = D.call_bank(train_clips)
    front = FrontEnd()
    if args.second:
        synth_calls.emphasise(fish=4, voice=2.5)       # what the first stage still took for song
        synth_beds.emphasise(shower=2.5)
    print(f"{len(bank)} calls to mix, {time.time() - start:.0f} s", flush=True)
    mixer = Mixer(train_clips, bank, args.seed)
    val = Validation(val_clips, D.call_bank(val_clips), front, args.seed + 1000)
    net, ema = Net(front.bands), Net(front.bands)
    if args.init:
        net.load_state_dict(torch.load(args.init)["net"])
    ema.load_state_dict(net.state_dict())
    print(f"{parameters(net)} parameters, ready after {time.time() - start:.0f} s", flush=True)
    opt = torch.optim.AdamW(net.parameters(), lr=args.lr, weight_decay=0.01)
    rng = np.random.default_rng((args.seed, 99))
    stream = iter(DataLoader(Stream(mixer, front, args.batch, args.seed), batch_size=None, num_workers=args.workers, prefetch_factor=4))
    replay, best, mean = Replay(9000, args.hard), -1.0, None
    net.train()
    for step in range(min(args.steps, args.stop or args.steps)):
        lr = args.lr * min(1, (step + 1) / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / args.steps)))
        for g in opt.param_groups:
            g["lr"] = lr
        batch = next(stream)
        use = list(batch)
        if replay.items:
            old = replay.draw(rng, args.batch)
            old[0] = vary(old[0], rng)
            use = [torch.cat([a, b]) for a, b in zip(batch, old)]
        loss, each = loss_of(net, use)
        replay.add(batch, each[:args.batch])
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        opt.step()
        ema_update(ema, net, min(0.998, 1 - 1 / (step + 2)))
        mean = loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if (step + 1) % 300 == 0 or step + 1 in (args.steps, args.stop):
            state = {"net": ema.state_dict(), "step": step + 1, "seed": args.seed}
            score, note = val.run(ema)
            if score > best:
                best = score
                torch.save(state, os.path.join(args.out, "best.pt"))
            torch.save(state, os.path.join(args.out, "last.pt"))
            print(f"step {step + 1} loss {mean:.4f} {time.time() - start:.0f} s  {note}", flush=True)


if __name__ == "__main__":
    main()
