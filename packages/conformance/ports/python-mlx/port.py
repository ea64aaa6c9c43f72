"""MLX's optimizers on its CPU backend, driven with raw gradients.

What is said here about MLX is read from mlx/optimizers/optimizers.py, 0.32.4.
"""

import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import mlx.core as mx
from mlx.optimizers import SGD, Adagrad, Adam
from optspec import Skip, serve

mx.set_default_device(mx.cpu)

# Rule: the class, the hyperparameters that it has besides lr, and the names in its state that hold the slots.
RULES = {
    "gd": (SGD, [], {}),
    # v carries no learning rate, so it is not the specification's.
    "momentum": (SGD, ["momentum"], {}),
    "gd_coupled": (SGD, ["weight_decay"], {}),
    "momentum_coupled": (SGD, ["momentum", "weight_decay"], {}),
    "adagrad": (Adagrad, ["eps"], {"r": "v"}),
    "adam": (Adam, ["betas", "eps"], {"s": "m", "r": "v"}),
}


class Optimizer:
    def __init__(self, rule, config, params):
        make, own, self.slots = RULES[rule]
        if "lr" not in config:
            raise Skip("MLX has no default for lr")
        self.arrays = {
            name: mx.array(param["data"], mx.float32).reshape(param["shape"]) for name, param in params.items()
        }
        if rule == "adagrad" and config.get("eps") == 0:
            raise Skip("MLX's Adagrad refuses an eps of 0")
        betas = [config.get("beta1", 0.9), config.get("beta2", 0.999)]
        options = {name: value for name, value in {**config, "betas": betas}.items() if name in own}
        self.optimizer = make(config["lr"], **options)
        self.optimizer.init(self.arrays)

    def configure(self, config):
        for name, value in config.items():
            if name == "lr":
                self.optimizer.learning_rate = value
            elif name.startswith("beta"):
                self.optimizer.betas[int(name[-1]) - 1] = value
            else:
                setattr(self.optimizer, name, value)

    def step(self, grads):
        gradients = {
            name: mx.array(grads[name], mx.float32).reshape(array.shape) for name, array in self.arrays.items()
        }
        self.arrays = self.optimizer.apply_gradients(gradients, self.arrays)
        mx.eval(self.arrays, self.optimizer.state)

    @property
    def params(self):
        return {name: array.flatten().tolist() for name, array in self.arrays.items()}

    @property
    def state(self):
        return {
            name: {slot: self.optimizer.state[name][own].flatten().tolist() for slot, own in self.slots.items()}
            for name in self.arrays
            if self.slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"MLX is not asked for {rule} here")
    if dtype != "f32":
        raise Skip("MLX keeps the learning rate in binary32")
    return Optimizer(rule, config, params)


serve(
    port={"name": "mlx.optimizers", "version": version("mlx"), "language": "python"},
    claims=[{"rule": rule, "profile": "mlx", "dtypes": ["f32"]} for rule in RULES],
    capabilities=["state"],
    create=create,
)
