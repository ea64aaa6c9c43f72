import { isPlain } from "../../forms/objects.ts";
import { describe } from "../../messages/describe.ts";
import { fail } from "../checkpoint-error.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { parseJson } from "../json/scan.ts";
import { type ForeignGroup, type Layout, numberOf, scalar } from "./layout.ts";

/** What `torch.optim` has beside the rule; anything but these values is another rule. */
const plain: Readonly<Record<string, Json>> = {
  weight_decay: 0,
  amsgrad: false,
  maximize: false,
  nesterov: false,
  dampening: 0,
  lr_decay: 0,
  decoupled_weight_decay: false,
};

/** Options that change nothing about the numbers, or only where they are computed. */
const harmless = [
  "foreach",
  "capturable",
  "differentiable",
  "fused",
  "initial_accumulator_value",
  "initial_lr",
  "param_names",
];

/** Rule → PyTorch's options that are its hyperparameters. */
const hypers: Readonly<Record<string, readonly string[]>> = {
  gd: ["lr"],
  momentum: ["lr", "momentum"],
  adagrad: ["lr", "eps"],
  adam: ["lr", "betas", "eps"],
};

/** `optimizer.state_dict()`: state by position, and `param_groups`. */
export const pytorch: Layout = {
  profile: "pytorch",
  slots: {
    gd: {},
    momentum: { v: "momentum_buffer" },
    adagrad: { r: "sum" },
    adam: { s: "exp_avg", r: "exp_avg_sq" },
  },
  key: ({ index, field }) => `state.${index}.${field}`,
  paramKey: (param) => `param.${param}`,
  names({ metadata }) {
    if (metadata.names === undefined) return undefined;
    const names = parseJson(metadata.names, "metadata.names");
    return Array.isArray(names) && names.every((name) => typeof name === "string")
      ? (names as string[])
      : fail("field", "metadata.names", "an array of names", describe(names));
  },
  count({ arrays }, params) {
    const steps = new Set(
      Array.from({ length: params }, (_, index) => numberOf(arrays.get(`state.${index}.step`))),
    );
    if (steps.size > 1)
      fail(
        "field",
        "step",
        "the same number for every parameter",
        [...steps].map((step) => `${step}`).join(", "),
      );
    return [...steps][0];
  },
  countArrays: (t, params, rule) =>
    rule === "gd" || rule === "momentum"
      ? []
      : Array.from(
          { length: params },
          (_, index) => [`state.${index}.step`, scalar(Float32Array.of(t))] as const,
        ),
  groups(state, rule, names) {
    const groups = parseJson(state.metadata.param_groups ?? "[]", "metadata.param_groups");
    if (!Array.isArray(groups)) return fail("field", "param_groups", "an array", describe(groups));
    return groups.map((group, index) => readGroup(group as Json, `param_groups[${index}]`, rule, names));
  },
  metadata: (groups, rule, names) => ({
    names: [...names],
    param_groups: groups.map(({ params, config }) =>
      writeGroup(
        config,
        rule,
        params.map((name) => names.indexOf(name)),
      ),
    ),
  }),
  configArrays: () => [],
};

function readGroup(group: Json, path: string, rule: string, names: readonly string[]): ForeignGroup {
  if (!isPlain(group)) return fail("field", path, "an object", describe(group));
  const config: Record<string, number> = {};
  const params: string[] = [];
  for (const [name, value] of Object.entries(group as JsonObject)) {
    if (name === "params") {
      if (!Array.isArray(value)) return fail("field", `${path}.params`, "an array", describe(value));
      for (const index of value)
        params.push(
          names[index as number] ??
            fail("field", `${path}.params`, `a position below ${names.length}`, describe(index)),
        );
    } else if (hypers[rule]!.includes(name)) Object.assign(config, readHyper(name, value, `${path}.${name}`));
    else if (name === "momentum" && value === 0) continue;
    else if (Object.hasOwn(plain, name)) {
      if (value !== plain[name] && value !== null)
        fail("field", `${path}.${name}`, `${plain[name]}`, describe(value));
    } else if (!harmless.includes(name)) fail("field", path, "options of this rule", describe(name));
  }
  return { params, config };
}

function readHyper(name: string, value: Json, path: string): Record<string, number> {
  if (
    name === "betas" &&
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((beta) => typeof beta === "number")
  )
    return { beta1: value[0] as number, beta2: value[1] as number };
  return typeof value === "number" && name !== "betas"
    ? { [name]: value }
    : fail("field", path, "numbers", describe(value));
}

function writeGroup(
  config: Readonly<Record<string, number>>,
  rule: string,
  params: readonly number[],
): JsonObject {
  const { beta1, beta2, ...rest } = config;
  const others: Readonly<Record<string, JsonObject>> = {
    gd: { momentum: 0, dampening: 0, weight_decay: 0, nesterov: false, maximize: false },
    momentum: { dampening: 0, weight_decay: 0, nesterov: false, maximize: false },
    adagrad: { lr_decay: 0, weight_decay: 0, initial_accumulator_value: 0, maximize: false },
    adam: {
      weight_decay: 0,
      amsgrad: false,
      maximize: false,
      capturable: false,
      decoupled_weight_decay: false,
    },
  };
  return {
    ...rest,
    ...(beta1 === undefined ? {} : { betas: [beta1, beta2!] }),
    ...others[rule]!,
    foreach: null,
    differentiable: false,
    fused: null,
    params: [...params],
  };
}
