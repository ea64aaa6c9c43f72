"""The optimizers of HIPS autograd, driven with raw gradients.

What is said here about autograd is read from autograd/misc/optimizers.py, 1.9.1.
"""

import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import numpy as np
from autograd.misc.optimizers import adam, sgd
from optspec import Skip, serve

# Rule: the function, its names for hyperparameters, and those that make it the rule.
RULES = {
    "gd": (sgd, {"lr": "step_size"}, {"mass": 0.0}),
    "momentum": (sgd, {"lr": "step_size", "momentum": "mass"}, {}),
    "adam": (adam, {"lr": "step_size", "beta1": "b1", "beta2": "b2", "eps": "eps"}, {}),
}


class Optimizer:
    """A function of autograd runs all updates; so each update here runs all of them again, over the same gradients."""

    state = {}

    def __init__(self, rule, config, params):
        self.minimize, self.names, fixed = RULES[rule]
        self.start = {name: np.array(param["data"]) for name, param in params.items()}
        self.options = {self.names[name]: value for name, value in config.items()} | fixed
        self.gradients = []
        self.params = self.start

    def configure(self, config):
        for name, value in config.items():
            if self.options.get(self.names[name]) != value:
                raise Skip(f"autograd cannot change {name} between updates")

    def step(self, grads):
        self.gradients.append({name: np.array(values) for name, values in grads.items()})
        self.params = self.minimize(
            lambda _, i: self.gradients[i], self.start, num_iters=len(self.gradients), **self.options
        )


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"autograd has no {rule}")
    if dtype != "f64":
        raise Skip("autograd keeps its state in binary64")
    return Optimizer(rule, config, params)


serve(
    port={"name": "autograd", "version": version("autograd"), "language": "python"},
    claims=[{"rule": rule, "profile": "autograd", "dtypes": ["f64"]} for rule in RULES],
    capabilities=[],
    create=create,
)
