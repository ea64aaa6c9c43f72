"""tinygrad's optimizers on its CPU device, driven with raw gradients.

What is said here about tinygrad is read from tinygrad/nn/optim.py, 0.14.0.
"""

import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

# The CPU device compiles with clang; the other one interprets the same kernels.
os.environ.setdefault("DEV", "CPU" if shutil.which("clang") else "PYTHON")
sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

from optspec import Skip, serve
from tinygrad import Context, Tensor, dtypes
from tinygrad.nn.optim import SGD, Adam

# Rule: the function, its names for hyperparameters, and the lists that hold the specification's slots.
RULES = {
    "gd": (SGD, {"lr": "lr"}, {}),
    # b carries no learning rate, so it is not the specification's v.
    "momentum": (SGD, {"lr": "lr", "momentum": "momentum"}, {}),
    "gd_coupled": (SGD, {"lr": "lr", "weight_decay": "weight_decay"}, {}),
    "momentum_coupled": (SGD, {"lr": "lr", "momentum": "momentum", "weight_decay": "weight_decay"}, {}),
    "adam": (Adam, {"lr": "lr", "beta1": "b1", "beta2": "b2", "eps": "eps"}, {"s": "m", "r": "v"}),
}


class Optimizer:
    def __init__(self, rule, config, params):
        make, self.names, self.slots = RULES[rule]
        self.tensors = {
            name: Tensor(param["data"], dtype=dtypes.float32).reshape(tuple(param["shape"])).contiguous().realize()
            for name, param in params.items()
        }
        self.optimizer = make(
            list(self.tensors.values()), **{self.names[name]: value for name, value in config.items()}
        )

    def configure(self, config):
        for name, value in config.items():
            if name == "lr":
                self.optimizer.lr.assign(Tensor([value], dtype=self.optimizer.lr.dtype)).realize()
            else:
                if name == "momentum" and not self.optimizer.b:
                    raise Skip("tinygrad keeps no buffer where the momentum was 0 at first")
                setattr(self.optimizer, "wd" if name == "weight_decay" else self.names[name], value)

    def step(self, grads):
        for name, tensor in self.tensors.items():
            tensor.grad = Tensor(grads[name], dtype=dtypes.float32).reshape(tensor.shape)
        with Context(TRAINING=1):
            self.optimizer.step()

    @property
    def params(self):
        return {name: tensor.numpy().flatten() for name, tensor in self.tensors.items()}

    @property
    def state(self):
        return {
            name: {slot: getattr(self.optimizer, own)[index].numpy().flatten() for slot, own in self.slots.items()}
            for index, name in enumerate(self.tensors)
            if self.slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"tinygrad has no {rule}")
    if dtype != "f32":
        raise Skip("tinygrad keeps optimizer state in binary32")
    if not all(param["shape"] for param in params.values()):
        raise Skip("tinygrad cannot assign to a tensor without dimensions: its learning rate has one, and so has the update")
    return Optimizer(rule, config, params)


serve(
    port={"name": "tinygrad", "version": version("tinygrad"), "language": "python"},
    claims=[{"rule": rule, "profile": "tinygrad", "dtypes": ["f32"]} for rule in RULES],
    capabilities=["state"],
    create=create,
)
