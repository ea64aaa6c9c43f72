"""torch's optimizers and numpy in place. Argument: loop, foreach, fused or numpy."""
import gc
import sys
import time

way = sys.argv[1]
lr = {"gd": 0.01, "momentum": 0.01, "adagrad": 0.01, "adam": 0.001}


def torch_step(rule, dtype, n, tensors, threads):
    import torch

    torch.set_num_threads(threads)
    kind = torch.float32 if dtype == "f32" else torch.float64
    params = [torch.full((n,), 0.3, dtype=kind) for _ in range(tensors)]
    for p in params:
        p.grad = torch.full((n,), 0.1, dtype=kind)
    how = {"foreach": way == "foreach", "fused": way == "fused"}
    if rule in ("gd", "momentum"):
        made = torch.optim.SGD(params, lr=0.01, momentum=0.9 if rule == "momentum" else 0, **how)
    elif rule == "adagrad":
        made = torch.optim.Adagrad(params, lr=0.01, **how)
    else:
        made = torch.optim.Adam(params, lr=0.001, **how)
    return made.step


def numpy_step(rule, dtype, n, tensors, threads):
    import numpy as np

    if threads > 1 or tensors > 1:
        raise RuntimeError("one thread and one array only")
    kind = np.float32 if dtype == "f32" else np.float64
    theta, g = np.full(n, 0.3, kind), np.full(n, 0.1, kind)
    s, r, x, y = (np.zeros(n, kind) for _ in range(4))
    t = 0

    def gd():
        np.multiply(g, kind(0.01), out=x)
        np.subtract(theta, x, out=theta)

    def momentum():
        np.multiply(g, kind(0.01), out=x)
        np.multiply(s, kind(0.9), out=s)
        np.subtract(s, x, out=s)
        np.add(theta, s, out=theta)

    def adagrad():
        np.multiply(g, g, out=x)
        np.add(r, x, out=r)
        np.add(r, kind(1e-7), out=x)
        np.sqrt(x, out=x)
        np.multiply(g, kind(0.01), out=y)
        np.divide(y, x, out=y)
        np.subtract(theta, y, out=theta)

    def adam():
        nonlocal t
        t += 1
        c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        np.multiply(g, kind(0.1), out=x)
        np.multiply(s, kind(0.9), out=s)
        np.add(s, x, out=s)
        np.multiply(g, g, out=x)
        np.multiply(x, kind(0.001), out=x)
        np.multiply(r, kind(0.999), out=r)
        np.add(r, x, out=r)
        np.add(r, kind(1e-8 * c2), out=x)
        np.sqrt(x, out=x)
        np.multiply(s, kind(0.001 * c2**0.5 / c1), out=y)
        np.divide(y, x, out=y)
        np.subtract(theta, y, out=theta)

    return {"gd": gd, "momentum": momentum, "adagrad": adagrad, "adam": adam}[rule]


def version():
    if way == "numpy":
        import numpy

        return "numpy " + numpy.__version__
    import torch

    return "torch " + torch.__version__


step, batch = None, 1


def run(seconds):
    global batch
    start, steps, elapsed = time.perf_counter_ns(), 0, 0
    while elapsed < seconds * 1e9:
        for _ in range(batch):
            step()
        steps += batch
        elapsed = time.perf_counter_ns() - start
    batch = max(1, round(steps * seconds * 1e9 / elapsed / 8))
    return elapsed / steps


for line in sys.stdin:
    command, *rest = line.split()
    if command == "version":
        try:
            print(version(), flush=True)
        except ImportError as error:
            print(f"missing {error}", flush=True)
    elif command == "prepare":
        rule, dtype, *counts = rest
        step, batch = None, 1
        gc.collect()
        try:
            make = numpy_step if way == "numpy" else torch_step
            step = make(rule, dtype, *(int(count) for count in counts[:3]))
            run(float(counts[3]))
            print("ok", flush=True)
        except Exception as error:
            print("missing " + str(error).split("\n")[0], flush=True)
    elif command == "round":
        print(run(float(rest[0])), flush=True)
    else:
        step = None
        gc.collect()
        print("ok", flush=True)
