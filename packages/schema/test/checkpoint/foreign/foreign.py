"""
The real libraries' side of the foreign states.

foreign.py make FOLDER: trains 3 updates with each library, writes its state to LIBRARY-RULE-DTYPE.safetensors (for
PyTorch also torch.save's .pt), trains 3 more and writes the parameters to expected.json.
foreign.py resume LIBRARY RULE FILE: loads a state that OptSpec exported, trains 3 more, and prints the parameters.

Needs torch, optax, keras, tensorflow and safetensors.
"""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_ENABLE_X64", "1")
import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

SHAPES = {"w": (1, 3), "b": (1,)}
START = {"w": [[0.5, -1.25, 2.0]], "b": [0.75]}
CONFIG = {
    "gd": {"lr": 0.125},
    "momentum": {"lr": 0.125, "momentum": 0.875},
    "adagrad": {"lr": 0.125, "eps": 1e-3},
    "adam": {"lr": 0.125, "beta1": 0.875, "beta2": 0.96875, "eps": 1e-3},
}


def gradient(name, t, dtype):
    """Of update t; the same formula stands in foreign.test.ts."""
    size = int(np.prod(SHAPES[name]))
    offset = 0 if name == "w" else 3
    values = [((7 * t + 3 * (i + offset)) % 11 - 5) / 8 for i in range(size)]
    return np.array(values, dtype).reshape(SHAPES[name])


def dtype_of(name):
    return {"f32": np.float32, "f64": np.float64}[name]


class Torch:
    def __init__(self, rule, dtype, params=None):
        import torch

        self.torch, self.dtype = torch, dtype
        make = lambda n: torch.nn.Parameter(torch.tensor(np.array(START[n] if params is None else params[n], dtype)))
        self.params = {n: make(n) for n in SHAPES}
        c = CONFIG[rule]
        self.optimizer = {
            "gd": lambda p: torch.optim.SGD(p, lr=c["lr"]),
            "momentum": lambda p: torch.optim.SGD(p, lr=c["lr"], momentum=c["momentum"]),
            "adagrad": lambda p: torch.optim.Adagrad(p, lr=c["lr"], eps=c["eps"]),
            "adam": lambda p: torch.optim.Adam(p, lr=c["lr"], betas=(c["beta1"], c["beta2"]), eps=c["eps"]),
        }[rule](list(self.params.values()))

    def step(self, t):
        for name, p in self.params.items():
            p.grad = self.torch.tensor(gradient(name, t, self.dtype))
        self.optimizer.step()

    def values(self):
        return {n: p.detach().numpy().copy() for n, p in self.params.items()}

    def save(self, path):
        state = self.optimizer.state_dict()
        tensors = {f"state.{i}.{k}": v.numpy() for i, s in state["state"].items() for k, v in s.items() if v is not None}
        tensors |= {f"param.{n}": v for n, v in self.values().items()}
        names = json.dumps(list(self.params))
        save_file(tensors, path, {"param_groups": json.dumps(state["param_groups"]), "names": names})
        params = {n: p.detach() for n, p in self.params.items()}
        self.torch.save({"model": params, "optimizer": state}, path.replace(".safetensors", ".pt"))

    def load(self, tensors, metadata):
        state = {}
        for key, value in tensors.items():
            if key.startswith("state."):
                _, index, field = key.split(".")
                state.setdefault(int(index), {})[field] = self.torch.tensor(value)
        self.optimizer.load_state_dict({"state": state, "param_groups": json.loads(metadata["param_groups"])})


class Optax:
    def __init__(self, rule, dtype, params=None):
        import jax.numpy as jnp
        import optax

        self.jnp, self.rule, self.dtype = jnp, rule, dtype
        self.params = {n: jnp.array(np.array(START[n] if params is None else params[n], dtype)) for n in SHAPES}
        c = CONFIG[rule]
        self.optax = optax
        self.optimizer = {
            "gd": lambda: optax.sgd(c["lr"]),
            "momentum": lambda: optax.sgd(c["lr"], momentum=c["momentum"]),
            "adagrad": lambda: optax.adagrad(c["lr"], eps=c["eps"]),
            "adam": lambda: optax.adam(c["lr"], c["beta1"], c["beta2"], c["eps"]),
        }[rule]()
        self.state = self.optimizer.init(self.params)

    def step(self, t):
        grads = {n: self.jnp.array(gradient(n, t, self.dtype)) for n in SHAPES}
        updates, self.state = self.optimizer.update(grads, self.state, self.params)
        self.params = self.optax.apply_updates(self.params, updates)

    def values(self):
        return {n: np.array(v) for n, v in self.params.items()}

    def save(self, path):
        tensors = {f"param.{n}": v for n, v in self.values().items()}
        for field, value in self.state[0]._asdict().items():
            if isinstance(value, dict):
                tensors |= {f"{field}.{n}": np.array(v) for n, v in value.items()}
            else:
                tensors[field] = np.array(value)
        save_file(tensors, path, {"config": json.dumps(CONFIG[self.rule])})

    def load(self, tensors, metadata):
        first = self.state[0]
        fields = {}
        for field, value in first._asdict().items():
            if isinstance(value, dict):
                fields[field] = {n: self.jnp.array(tensors[f"{field}.{n}"]) for n in value}
            else:
                fields[field] = self.jnp.array(tensors[field])
        self.state = (first._replace(**fields), *self.state[1:])


class Keras:
    def __init__(self, rule, dtype, params=None):
        import keras

        self.dtype, self.rule = dtype, rule
        name = {np.float32: "float32", np.float64: "float64"}[dtype]
        self.params = {
            n: keras.Variable(np.array(START[n] if params is None else params[n], dtype), dtype=name, name=n) for n in SHAPES
        }
        c = CONFIG[rule]
        self.optimizer = {
            "gd": lambda: keras.optimizers.SGD(c["lr"]),
            "momentum": lambda: keras.optimizers.SGD(c["lr"], momentum=c["momentum"]),
            "adagrad": lambda: keras.optimizers.Adagrad(c["lr"], epsilon=c["eps"]),
            "adam": lambda: keras.optimizers.Adam(c["lr"], c["beta1"], c["beta2"], c["eps"]),
        }[rule]()
        self.optimizer.build(list(self.params.values()))
        self.convert = keras.ops.convert_to_tensor

    def step(self, t):
        grads = [self.convert(gradient(n, t, self.dtype)) for n in SHAPES]
        self.optimizer.apply(grads, list(self.params.values()))

    def values(self):
        return {n: np.array(v) for n, v in self.params.items()}

    def save(self, path):
        tensors = {f"optimizer/vars/{i}": np.array(v) for i, v in enumerate(self.optimizer.variables)}
        tensors |= {f"param.{n}": v for n, v in self.values().items()}
        config = {n: v for n, v in CONFIG[self.rule].items() if n != "lr"}
        save_file(tensors, path, {"names": json.dumps(list(self.params)), "config": json.dumps(config)})

    def load(self, tensors, metadata):
        for index, variable in enumerate(self.optimizer.variables):
            variable.assign(tensors[f"optimizer/vars/{index}"])


LIBRARIES = {"pytorch": Torch, "optax": Optax, "keras": Keras}
TYPES = {"pytorch": ["f32", "f64"], "optax": ["f32", "f64"], "keras": ["f32"]}


def listed(values):
    return {n: [float(x) for x in v.ravel()] for n, v in values.items()}


def make(folder):
    os.makedirs(folder, exist_ok=True)
    expected = {}
    for library, create in LIBRARIES.items():
        for rule in CONFIG:
            for dtype in TYPES[library]:
                run = create(rule, dtype_of(dtype))
                for t in (1, 2, 3):
                    run.step(t)
                name = f"{library}-{rule}-{dtype}"
                run.save(os.path.join(folder, f"{name}.safetensors"))
                for t in (4, 5, 6):
                    run.step(t)
                expected[name] = listed(run.values())
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file, indent=2)
        file.write("\n")


def resume(library, rule, path):
    with safe_open(path, "np") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}
        metadata = file.metadata()
    params = {n: tensors[f"param.{n}"] for n in SHAPES}
    run = LIBRARIES[library](rule, params["w"].dtype.type, params)
    run.load(tensors, metadata)
    for t in (4, 5, 6):
        run.step(t)
    print(json.dumps(listed(run.values())))


if __name__ == "__main__":
    {"make": make, "resume": resume}[sys.argv[1]](*sys.argv[2:])
