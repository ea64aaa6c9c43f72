"""A port to start from: gradient descent and Adam, as the specification has them.

Replace the two classes by your library, and the claims by what it has.
"""

import json
import math
from array import array

from optspec import Skip, serve

TYPES = {"f32": "f", "f64": "d"}


class Descent:
    def __init__(self, config, params):
        self.params = params
        self.state = {name: {} for name in params}
        self.config = {"lr": 0.01, **config}

    def configure(self, config):
        self.config.update(config)

    def step(self, grads):
        lr = self.config["lr"]
        for name, theta in self.params.items():
            for i, g in enumerate(grads[name]):
                theta[i] -= lr * g

    def restore(self, t, state):
        pass

    def save(self):
        return json.dumps(self.config)

    def load(self, saved):
        self.config = json.loads(saved)


class Adam:
    def __init__(self, config, params):
        self.params = params
        self.state = {
            name: {slot: array(theta.typecode, [0] * len(theta)) for slot in "sr"} for name, theta in params.items()
        }
        self.config = {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, **config}
        self.t = 0

    def configure(self, config):
        self.config.update(config)

    def step(self, grads):
        lr, beta1, beta2, eps = (self.config[name] for name in ("lr", "beta1", "beta2", "eps"))
        self.t += 1
        correction1 = 1 - beta1**self.t
        correction2 = 1 - beta2**self.t
        for name, theta in self.params.items():
            s, r = self.state[name]["s"], self.state[name]["r"]
            for i, g in enumerate(grads[name]):
                # Storing rounds to the array's type.
                s[i] = beta1 * s[i] + (1 - beta1) * g
                r[i] = beta2 * r[i] + (1 - beta2) * g * g
                theta[i] -= lr * (s[i] / correction1) / math.sqrt(r[i] / correction2 + eps)

    def restore(self, t, state):
        self.t = t
        for name, slots in self.state.items():
            for slot, values in slots.items():
                values[:] = array(values.typecode, state[name][slot])

    def save(self):
        state = {name: {slot: list(values) for slot, values in slots.items()} for name, slots in self.state.items()}
        return json.dumps({"t": self.t, "config": self.config, "state": state})

    def load(self, saved):
        saved = json.loads(saved)
        self.config = saved["config"]
        self.restore(saved["t"], saved["state"])


OPTIMIZERS = {"gd": Descent, "adam": Adam}


def create(rule, dtype, config, params):
    if rule not in OPTIMIZERS:
        raise Skip(f"no rule {rule}")
    arrays = {name: array(TYPES[dtype], param["data"]) for name, param in params.items()}
    return OPTIMIZERS[rule](config, arrays)


if __name__ == "__main__":
    serve(
        port={"name": "my-port", "version": "0.0.0", "language": "python"},
        claims=[{"rule": rule, "profile": "normative", "dtypes": ["f32", "f64"]} for rule in OPTIMIZERS],
        capabilities=["state", "restore", "resume"],
        create=create,
    )
