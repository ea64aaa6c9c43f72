"""PyTorch's own optimizers on the CPU, driven with raw gradients.

What is said here about PyTorch is read from torch/optim/{sgd,adagrad,adam}.py, 2.13.0.
"""

import io
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "kits" / "python"))

import torch
from optspec import Skip, serve

torch.set_num_threads(1)

DTYPES = {"f32": torch.float32, "f64": torch.float64}

# Rule: the class, and the names in its state that hold the specification's slots.
RULES = {
    "gd": (torch.optim.SGD, {}),
    # momentum_buffer carries no learning rate, so it is not the specification's v.
    "momentum": (torch.optim.SGD, {}),
    "adagrad": (torch.optim.Adagrad, {"r": "sum"}),
    "adam": (torch.optim.Adam, {"s": "exp_avg", "r": "exp_avg_sq"}),
}
# Each of them takes a weight_decay, which it adds to the gradient.
RULES |= {f"{rule}_coupled": made for rule, made in RULES.items()}


def options(config, betas=(0.9, 0.999)):
    """The configuration in PyTorch's names; what is left out stays left out."""
    named = {name: value for name, value in config.items() if not name.startswith("beta")}
    if "beta1" in config or "beta2" in config:
        named["betas"] = (config.get("beta1", betas[0]), config.get("beta2", betas[1]))
    return named


class Optimizer:
    def __init__(self, rule, dtype, config, params):
        self.rule = rule
        make, self.slots = RULES[rule]
        self.tensors = {
            name: torch.nn.Parameter(torch.tensor(param["data"], dtype=DTYPES[dtype]).reshape(param["shape"]))
            for name, param in params.items()
        }
        self.optimizer = make(self.tensors.values(), **options(config))

    def configure(self, config):
        (group,) = self.optimizer.param_groups
        group.update(options(config, group.get("betas")))

    def step(self, grads):
        for name, tensor in self.tensors.items():
            tensor.grad = torch.tensor(grads[name], dtype=tensor.dtype).reshape(tensor.shape)
        self.optimizer.step()

    @property
    def params(self):
        return {name: tensor.detach().flatten().tolist() for name, tensor in self.tensors.items()}

    @property
    def state(self):
        return {
            name: {slot: self.optimizer.state[tensor][own].flatten().tolist() for slot, own in self.slots.items()}
            for name, tensor in self.tensors.items()
            if self.slots
        }

    def restore(self, t, state):
        if self.rule.startswith("momentum"):
            raise Skip("momentum_buffer carries no learning rate, so no v can be turned into it")
        for name, tensor in self.tensors.items():
            if self.slots:
                values = {
                    own: torch.tensor(state[name][slot], dtype=tensor.dtype).reshape(tensor.shape)
                    for slot, own in self.slots.items()
                }
                self.optimizer.state[tensor] = {"step": torch.tensor(float(t)), **values}

    def save(self):
        file = io.BytesIO()
        torch.save(self.optimizer.state_dict(), file)
        return file.getvalue()

    def load(self, saved):
        self.optimizer.load_state_dict(torch.load(io.BytesIO(saved)))


def create(rule, dtype, config, params):
    if rule not in RULES:
        raise Skip(f"torch.optim is not asked for {rule} here")
    return Optimizer(rule, dtype, config, params)


serve(
    port={"name": "torch.optim", "version": torch.__version__, "language": "python"},
    claims=[{"rule": rule, "profile": "pytorch", "dtypes": ["f32", "f64"]} for rule in RULES],
    capabilities=["state", "restore", "resume"],
    create=create,
)
