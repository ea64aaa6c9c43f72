"""Keras's optimizers on one of its backends, driven with raw gradients.

KERAS_BACKEND chooses the backend, as always in Keras: tensorflow unless told, torch or jax.
What is said here about Keras is read from keras/src/optimizers/{base_optimizer,sgd,adagrad,adam}.py, 3.15.1.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import keras
import numpy as np
from keras import ops
from keras.optimizers import SGD, Adagrad, Adam
from optspec import Skip, serve

BACKEND = keras.backend.backend()
DTYPES = {"f32": "float32", "f64": "float64"}

if BACKEND == "jax":
    import jax

# TensorFlow makes a binary32 tensor of every Python number, so that 0.9 is not 0.9 for binary64 variables either.
# `port.py f64` claims that type all the same, for whoever wants to see how far it is off.
BINARY64 = BACKEND != "tensorflow" or sys.argv[1:] == ["f64"]

NAMES = {"lr": "learning_rate", "beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"}

# Rule: the class, and the lists of variables that hold the specification's slots.
RULES = {
    "gd": (SGD, {}),
    "momentum": (SGD, {"v": "momentums"}),
    "adagrad": (Adagrad, {"r": "_accumulators"}),
    "adam": (Adam, {"s": "_momentums", "r": "_velocities"}),
}
# Each of them takes a weight_decay, which it takes from the variable before the step.
RULES |= {f"{rule}_decoupled": made for rule, made in RULES.items()}


class Optimizer:
    def __init__(self, rule, dtype, config, params):
        # The learning rate is a variable of Keras's default type, which has to be that of the parameters.
        keras.config.set_floatx(DTYPES[dtype])
        if BACKEND == "jax":
            jax.config.update("jax_enable_x64", dtype == "f64")
        make, self.slots = RULES[rule]
        self.variables = {
            name: keras.Variable(np.array(param["data"], DTYPES[dtype]).reshape(param["shape"]), dtype=DTYPES[dtype])
            for name, param in params.items()
        }
        self.optimizer = make(**{NAMES.get(name, name): value for name, value in config.items()})
        self.optimizer.build(list(self.variables.values()))

    def configure(self, config):
        for name, value in config.items():
            if name == "momentum" and not self.optimizer.momentums:
                raise Skip("Keras keeps no velocity where the momentum was 0 at first")
            setattr(self.optimizer, NAMES.get(name, name), value)

    def step(self, grads):
        gradients = [
            ops.convert_to_tensor(np.array(grads[name], variable.dtype).reshape(variable.shape))
            for name, variable in self.variables.items()
        ]
        self.optimizer.apply(gradients, list(self.variables.values()))

    @property
    def params(self):
        return {name: ops.convert_to_numpy(variable).flatten() for name, variable in self.variables.items()}

    @property
    def state(self):
        slots = {slot: own for slot, own in self.slots.items() if getattr(self.optimizer, own)}
        return {
            name: {
                slot: ops.convert_to_numpy(getattr(self.optimizer, own)[index]).flatten() for slot, own in slots.items()
            }
            for index, name in enumerate(self.variables)
            if slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"Keras is not asked for {rule} here")
    return Optimizer(rule, dtype, config, params)


serve(
    port={"name": f"keras on {BACKEND}", "version": keras.__version__, "language": "python"},
    claims=[
        {"rule": rule, "profile": "keras", "dtypes": ["f32", "f64"] if BINARY64 or rule == "gd" else ["f32"]}
        for rule in RULES
    ],
    capabilities=["state"],
    create=create,
)
