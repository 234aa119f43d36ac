#!/usr/bin/env python3
"""features_torch.py TRAINING WINDOWS-FILE OUT: the shipped model's front end as its training runs it, by PyTorch on one thread. Speaks as the other peers do."""
import sys
import time

import numpy as np
import torch

sys.path.insert(0, sys.argv[1])
from humpback.model import FrontEnd, WINDOW  # noqa: E402

torch.set_num_threads(1)
front = FrontEnd().eval()
windows = torch.from_numpy(np.fromfile(sys.argv[2], np.float32).reshape(-1, 1, WINDOW).copy())
print("ready", torch.__version__, flush=True)
with torch.no_grad():
    for line in sys.stdin:
        verb, *count = line.split()
        if verb == "write":
            front(windows[0]).numpy().tofile(sys.argv[3])
            print("done 1", flush=True)
            continue
        cpu, wall = time.process_time_ns(), time.monotonic_ns()
        for i in range(int(count[0])):
            front(windows[i % len(windows)])
        print("done", count[0], time.process_time_ns() - cpu, time.monotonic_ns() - wall, flush=True)
