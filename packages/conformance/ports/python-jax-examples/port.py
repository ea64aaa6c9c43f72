"""The example optimizers that come with JAX, driven with raw gradients.

What is said here about them is read from jax/example_libraries/optimizers.py, 0.10.2. Its adagrad averages the steps
as well, with a momentum of 0.9, which no axis of the specification says.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import jax
import jax.numpy as jnp
from jax.example_libraries import optimizers
from optspec import Skip, serve

# Rule: the function, and its names for the hyperparameters besides the learning rate.
RULES = {
    "gd": (optimizers.sgd, {}),
    "momentum": (optimizers.momentum, {"momentum": "mass"}),
    "adam": (optimizers.adam, {"beta1": "b1", "beta2": "b2", "eps": "eps"}),
}


class Optimizer:
    def __init__(self, rule, dtype, config, params):
        # Off by default in JAX. On, binary32 parameters would get scalars of binary64.
        jax.config.update("jax_enable_x64", dtype == "f64")
        self.make, self.names = RULES[rule]
        self.dtype = jnp.float64 if dtype == "f64" else jnp.float32
        needs = {"lr", "momentum"} if rule == "momentum" else {"lr"}
        for name in needs - config.keys():
            raise Skip(f"the examples have no default for {name}")
        self.config = config
        arrays = {name: jnp.array(param["data"], self.dtype).reshape(param["shape"]) for name, param in params.items()}
        self.tuple = self.made()[0](arrays)
        self.updates = 0

    def made(self):
        """Functions without state of their own, so that they can be made anew when the configuration changes."""
        options = {own: self.config[name] for name, own in self.names.items() if name in self.config}
        return self.make(self.config["lr"], **options)

    def configure(self, config):
        self.config = {**self.config, **config}

    def step(self, grads):
        now = self.made()[2](self.tuple)
        gradients = {name: jnp.array(grads[name], self.dtype).reshape(array.shape) for name, array in now.items()}
        self.tuple = self.made()[1](self.updates, gradients, self.tuple)
        self.updates += 1

    @property
    def params(self):
        return {name: array.flatten().tolist() for name, array in self.made()[2](self.tuple).items()}

    @property
    def state(self):
        if self.make is not optimizers.adam:
            return {}
        names = sorted(self.params)
        return {
            name: {"s": s.flatten().tolist(), "r": r.flatten().tolist()}
            for name, (_, s, r) in zip(names, self.tuple.packed_state, strict=True)
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"the examples have no {rule}")
    return Optimizer(rule, dtype, config, params)


serve(
    port={"name": "jax.example_libraries", "version": jax.__version__, "language": "python"},
    claims=[{"rule": rule, "profile": "jax_examples", "dtypes": ["f32", "f64"]} for rule in RULES],
    capabilities=["state"],
    create=create,
)
