"""TensorFlow's own optimizers, which run its training ops, driven with raw gradients.

What is said here about TensorFlow is read from tensorflow/python/training/*.py and
tensorflow/core/kernels/training_ops.cc, 2.21.0. `tf.keras` is Keras, which has a port of its own.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import tensorflow as tf
from optspec import Skip, serve

train = tf.compat.v1.train

# Rule: the class, the hyperparameters without which it cannot be made, and the slots that hold the specification's.
RULES = {
    "gd": (train.GradientDescentOptimizer, ["lr"], {}),
    # The slot carries no learning rate, so it is not the specification's v.
    "momentum": (train.MomentumOptimizer, ["lr", "momentum"], {}),
    "adagrad": (train.AdagradOptimizer, ["lr"], {"r": "accumulator"}),
    "adam": (train.AdamOptimizer, [], {"s": "m", "r": "v"}),
}
NAMES = {"lr": "learning_rate", "eps": "epsilon"}


class Optimizer:
    def __init__(self, rule, config, params):
        make, needs, self.slots = RULES[rule]
        for name in needs:
            if name not in config:
                raise Skip(f"TensorFlow has no default for {name}")
        self.rule = rule
        self.config = {name: value for name, value in config.items() if not self.fixed(name, value)}
        self.variables = {
            name: tf.Variable(tf.reshape(tf.constant(param["data"], tf.float32), param["shape"]))
            for name, param in params.items()
        }
        # A hyperparameter may be a function, and is then asked for at every update.
        self.optimizer = make(**{NAMES.get(name, name): self.current(name) for name in self.config})

    def current(self, name):
        return lambda: self.config[name]

    def fixed(self, name, value):
        if self.rule != "adagrad" or name != "eps":
            return False
        if value != 0:
            raise Skip("TensorFlow's AdaGrad has no epsilon")
        return True

    def configure(self, config):
        for name, value in config.items():
            if not self.fixed(name, value):
                if name not in self.config:
                    raise Skip(f"TensorFlow cannot change {name} after it was left out")
                self.config[name] = value

    def step(self, grads):
        pairs = [
            (tf.reshape(tf.constant(grads[name], tf.float32), variable.shape), variable)
            for name, variable in self.variables.items()
        ]
        self.optimizer.apply_gradients(pairs)

    @property
    def params(self):
        return {name: variable.numpy().flatten() for name, variable in self.variables.items()}

    @property
    def state(self):
        return {
            name: {slot: self.optimizer.get_slot(variable, own).numpy().flatten() for slot, own in self.slots.items()}
            for name, variable in self.variables.items()
            if self.slots
        }


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"TensorFlow is not asked for {rule} here")
    if dtype != "f32":
        raise Skip("TensorFlow keeps hyperparameters in binary32")
    return Optimizer(rule, config, params)


serve(
    port={"name": "tensorflow", "version": tf.__version__, "language": "python"},
    claims=[{"rule": rule, "profile": "tensorflow", "dtypes": ["f32"]} for rule in RULES],
    capabilities=["state"],
    create=create,
)
