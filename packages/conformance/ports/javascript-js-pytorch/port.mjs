// js-pytorch's optimizer on the processor, driven with raw gradients. Its tensors are JavaScript's numbers.
// What is said here about js-pytorch is read from dist/index.js of js-pytorch 0.7.2.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Not a dependency of this package: it brings a graphics stack along, which its optimizer never loads.
const modules = `${process.env.OPTSPEC_JS_PYTORCH}/node_modules/`;
const { torch } = createRequire(modules)("js-pytorch");
const { version } = JSON.parse(readFileSync(`${modules}/js-pytorch/package.json`, "utf8"));

const names = { lr: "lr", beta1: "b1", beta2: "b2", eps: "eps" };

/** @type {import("@optspec/conformance").Port} */
export default {
  port: { name: "js-pytorch", version, language: "javascript" },
  claims: [{ rule: "adam", profile: "js_pytorch", dtypes: ["f64"] }],
  capabilities: ["state"],
  run(request) {
    if (request.rule !== "adam") return { skipped: `js-pytorch has no rule ${request.rule}` };
    if (request.dtype !== "f64") return { skipped: "js-pytorch has no numbers of binary32" };
    return { steps: train(request) };
  },
};

function train({ config, params, steps }) {
  const tensors = Object.entries(params).map(([name, { data }]) => ({
    name,
    parameter: new torch.Parameter([...data]),
  }));
  const optimizer = new torch.optim.Adam(tensors.map(({ parameter }) => parameter));
  const configure = (settings) => {
    for (const [name, value] of Object.entries(settings)) optimizer[names[name]] = value;
  };
  configure(config);
  return steps.map(({ grads, config: changes = {} }) => {
    configure(changes);
    for (const { name, parameter } of tensors) parameter._grad = torch.tensor([...grads[name]]);
    optimizer.step();
    return {
      params: Object.fromEntries(tensors.map(({ name, parameter }) => [name, [...parameter._data]])),
      state: Object.fromEntries(
        tensors.map(({ name, parameter: { m, v } }) => [name, { s: [...m._data], r: [...v._data] }]),
      ),
    };
  });
}
