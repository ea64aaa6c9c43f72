"""optax, driven with raw gradients on the CPU, update by update without jit.

What is said here about optax is read from optax/_src/{alias,transform}.py, 0.2.8. `port.py normative` runs it with
the one choice of arguments that is the specification: Adam's ε in `eps_root`, AdaGrad's accumulator from 0.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import jax
import jax.numpy as jnp
import optax
from optspec import Skip, serve

NORMATIVE = sys.argv[1:] == ["normative"]

# Rule: the function, and its names for the hyperparameters besides the learning rate.
RULES = {
    "gd": (optax.sgd, {}),
    # trace carries no learning rate, so it is not the specification's v.
    "momentum": (optax.sgd, {"momentum": "momentum"}),
    "adagrad": (optax.adagrad, {"eps": "eps"}),
    "adam": (optax.adam, {"beta1": "b1", "beta2": "b2", "eps": "eps"}),
}
if NORMATIVE:
    del RULES["momentum"]
    RULES["adagrad"] = (lambda lr, **options: optax.adagrad(lr, initial_accumulator_value=0, **options), {"eps": "eps"})
    RULES["adam"] = (
        lambda lr, eps_root=1e-8, **options: optax.adam(lr, eps=0, eps_root=eps_root, **options),
        {"beta1": "b1", "beta2": "b2", "eps": "eps_root"},
    )


class Optimizer:
    def __init__(self, rule, dtype, config, params):
        # Off by default in JAX. On, optax would compute the powers of the betas in binary64 for binary32 tensors too.
        jax.config.update("jax_enable_x64", dtype == "f64")
        if "lr" not in config:
            raise Skip("optax has no default for lr")
        self.make, self.names = RULES[rule]
        self.rule = rule
        self.config = config
        self.dtype = jnp.float64 if dtype == "f64" else jnp.float32
        self.arrays = {name: self.array(param["data"], param["shape"]) for name, param in params.items()}
        self.own = self.made().init(self.arrays)

    def array(self, data, shape):
        return jnp.array(data, self.dtype).reshape(shape)

    def made(self):
        """A transformation has no state of its own, so that it can be made anew when the configuration changes."""
        options = {own: self.config[name] for name, own in self.names.items() if name in self.config}
        return self.make(self.config["lr"], **options)

    def configure(self, config):
        self.config = {**self.config, **config}

    def step(self, grads):
        gradients = {name: self.array(grads[name], array.shape) for name, array in self.arrays.items()}
        updates, self.own = self.made().update(gradients, self.own, self.arrays)
        self.arrays = optax.apply_updates(self.arrays, updates)

    @property
    def params(self):
        return {name: array.flatten().tolist() for name, array in self.arrays.items()}

    @property
    def state(self):
        first = self.own[0]
        slots = {"adagrad": {"r": "sum_of_squares"}, "adam": {"s": "mu", "r": "nu"}}.get(self.rule, {})
        return {
            name: {slot: getattr(first, own)[name].flatten().tolist() for slot, own in slots.items()}
            for name in self.arrays
            if slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"optax is not asked for {rule} here")
    return Optimizer(rule, dtype, config, params)


serve(
    port={
        "name": "optax, as the specification" if NORMATIVE else "optax",
        "version": optax.__version__,
        "language": "python",
    },
    claims=[
        # The powers of the betas are binary32 for binary32 tensors, which the specification's are not.
        {"rule": rule, "profile": "normative", "dtypes": ["f64"] if rule == "adam" else ["f32", "f64"]}
        if NORMATIVE
        else {"rule": rule, "profile": "optax", "dtypes": ["f32", "f64"]}
        for rule in RULES
    ],
    capabilities=["state"],
    create=create,
)
