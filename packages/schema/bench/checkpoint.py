"""torch.save/load and safetensors on the same arrays; called by checkpoint.ts. Prints name, tab, milliseconds."""
import os
import sys
import time

import torch
from safetensors.torch import load_file, save_file

folder, first, second, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
tensors = {
    f"{role}/{name}": torch.arange(size, dtype=torch.float64) * 1.1
    for role in ("theta", "s", "r")
    for name, size in (("w", first), ("b", second))
}


def best(action):
    least = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        action()
        least = min(least, time.perf_counter() - begin)
    return 1000 * least


def synced(save, path):
    def run():
        save(path)
        with open(path, "rb") as file:
            os.fsync(file.fileno())

    return run


pt, st = os.path.join(folder, "x.pt"), os.path.join(folder, "py.safetensors")
rows = {
    "torch.save, fsync": synced(lambda path: torch.save(tensors, path), pt),
    "torch.save without fsync": lambda: torch.save(tensors, pt),
    "torch.load": lambda: torch.load(pt, weights_only=True),
    "Python safetensors save, fsync": synced(lambda path: save_file(tensors, path), st),
    "Python safetensors load": lambda: {name: tensor.clone() for name, tensor in load_file(st).items()},
}
for name, action in rows.items():
    print(f"{name}\t{best(action)}")
