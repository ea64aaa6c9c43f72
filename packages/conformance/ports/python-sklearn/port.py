"""scikit-learn's stochastic optimizers, those of its multi-layer perceptrons, driven with raw gradients.

What is said here about scikit-learn is read from sklearn/neural_network/_stochastic_optimizers.py, 1.9.1.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import numpy as np
import sklearn
from optspec import Skip, serve
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

DTYPES = {"f32": np.float32, "f64": np.float64}

# Every update of Adam computes learning_rate anew from learning_rate_init; SGD reads learning_rate.
ADAM = {"lr": "learning_rate_init", "beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"}
SGD = {"lr": "learning_rate", "momentum": "momentum"}

# Rule: how to make the optimizer, its names for hyperparameters, and the lists that hold the specification's slots.
RULES = {
    "gd": (lambda params: SGDOptimizer(params, momentum=0), SGD, {}),
    "momentum": (SGDOptimizer, SGD, {"v": "velocities"}),
    "adam": (AdamOptimizer, ADAM, {"s": "ms", "r": "vs"}),
}


class Optimizer:
    def __init__(self, rule, dtype, config, params):
        make, self.names, self.slots = RULES[rule]
        self.arrays = {
            name: np.array(param["data"], DTYPES[dtype]).reshape(param["shape"]) for name, param in params.items()
        }
        self.optimizer = make(list(self.arrays.values()))
        self.configure(config)

    def configure(self, config):
        for name, value in config.items():
            setattr(self.optimizer, self.names[name], value)

    def step(self, grads):
        arrays = [np.array(grads[name], array.dtype).reshape(array.shape) for name, array in self.arrays.items()]
        self.optimizer.update_params(list(self.arrays.values()), arrays)

    @property
    def params(self):
        return {name: array.flatten() for name, array in self.arrays.items()}

    @property
    def state(self):
        return {
            name: {slot: getattr(self.optimizer, own)[index].flatten() for slot, own in self.slots.items()}
            for index, name in enumerate(self.arrays)
            if self.slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"scikit-learn has no {rule}")
    return Optimizer(rule, dtype, config, params)


serve(
    port={"name": "sklearn", "version": sklearn.__version__, "language": "python"},
    claims=[{"rule": rule, "profile": "sklearn", "dtypes": ["f32", "f64"]} for rule in RULES],
    capabilities=["state"],
    create=create,
)
