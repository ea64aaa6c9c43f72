"""The OptSpec port protocol, version 1. Nothing in this file needs to change for your port."""

import json
import math
import sys
import traceback


class Skip(Exception):
    """Raise it from `create` for what your library does not have: the case is skipped, not failed."""


def serve(port, claims, capabilities, create):
    """Answers the suite on standard input and output until it stops.

    `create(rule, dtype, config, params)` returns a fresh optimizer. `params` is {"w": {"shape": [2], "data": [...]}};
    the optimizer has

    - `params`, {"w": numbers}, and `state`, {"w": {"s": numbers}}, as they stand (`state` is a capability),
    - `configure(config)`, which changes hyperparameters from now on,
    - `step(grads)`, which does one update,
    - `restore(t, state)`, which goes on from t updates done (capability "restore"),
    - `save()` and `load(saved)`, your library's own serialization (capability "resume").
    """
    replies = sys.stdout
    # Whatever a library prints goes to standard error: a stray line among the replies ends the verification.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = decode(json.loads(line))
        if request["cmd"] == "stop":
            break
        try:
            reply = answer(request, port, claims, capabilities, create)
        except Skip as reason:
            reply = {"skipped": str(reason)}
        except Exception:
            reply = {"error": traceback.format_exc()}
        text = json.dumps({"id": request["id"], **encode(reply)}, allow_nan=False)
        print(text, file=replies, flush=True)


def answer(request, port, claims, capabilities, create):
    if request["cmd"] == "start":
        if 1 not in request["protocol"]:
            return {"error": f"expected protocol 1, got {request['protocol']}"}
        return {"protocol": 1, "port": port, "claims": claims, "capabilities": capabilities}
    if request["cmd"] == "echo":
        return {"values": request["values"]}
    return {"steps": run(request, capabilities, create)}


def run(request, capabilities, create):
    rule, dtype = request["rule"], request["dtype"]
    initial = {
        name: {"shape": param["shape"], "data": floats(param["data"])} for name, param in request["params"].items()
    }
    optimizer = create(rule, dtype, floats(request["config"]), initial)
    if "from" in request:
        optimizer.restore(request["from"]["t"], floats(request["from"]["state"]))
    replies = []
    for done, step in enumerate(request["steps"]):
        if done == request.get("resumeAt"):
            saved = optimizer.save()
            current = plain(optimizer.params)
            params = {name: {**param, "data": current[name]} for name, param in initial.items()}
            optimizer = create(rule, dtype, floats(request["resumeConfig"]), params)
            optimizer.load(saved)
        if "config" in step:
            optimizer.configure(floats(step["config"]))
        optimizer.step(floats(step["grads"]))
        reply = {"params": plain(optimizer.params)}
        if "state" in capabilities:
            reply["state"] = plain(optimizer.state)
        replies.append(reply)
    return replies


def floats(value):
    """JSON writes 1.0 as 1, which Python reads as an integer."""
    if isinstance(value, dict):
        return {name: floats(item) for name, item in value.items()}
    return [float(item) for item in value] if isinstance(value, list) else float(value)


def plain(tensors):
    """A copy in lists, since the next update may overwrite the numbers."""
    if isinstance(tensors, dict):
        return {name: plain(tensor) for name, tensor in tensors.items()}
    return [float(x) for x in tensors]


NAMES = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def decode(value):
    """The four numbers that JSON lacks travel as strings."""
    if isinstance(value, str):
        return NAMES.get(value, value)
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        return {key: decode(item) for key, item in value.items()}
    return value


def encode(value):
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return "-0" if value == 0 and math.copysign(1, value) < 0 else value
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    return value
