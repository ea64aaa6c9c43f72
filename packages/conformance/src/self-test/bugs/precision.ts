import type { Rule } from "@optspec/core";
import { hypersOf } from "../../cases/case.ts";
import { fromNumber, round, toFormat } from "../../exact/big-float.ts";
import type { RunRequest } from "../../ports/port.ts";
import { type SimulatedPort, simulate } from "../simulate.ts";
import { type Bug, inEvery, inRules } from "./bug.ts";

/** Bugs of precision: the right formulas with too few bits. */
export const precisionBugs: readonly Bug[] = [
  {
    slug: "single-precision-hyperparameters",
    title: "holds hyperparameters in binary32, also where tensors are binary64",
    resembles: ["Keras on TensorFlow in float64"],
    fix: "Keep every hyperparameter, and what is computed from it, in binary64.",
    rules: inRules(inEvery("TERM-2"), { request: (request, rule) => inSinglePrecision(request, rule) }),
  },
  {
    slug: "single-precision-scalars",
    title:
      "keeps all hyperparameters but lr in binary32, and computes with them there, also where tensors are binary64",
    resembles: ["burn-optim, whose betas, ε and momentum are f32"],
    fix: "Keep every hyperparameter, and what is computed from it, in binary64.",
    rules: inRules(
      { momentum: "TERM-2", adagrad: "TERM-2", adam: ["TERM-2", "ARITH-1"] },
      {
        request: (request, rule) =>
          request.dtype === "f64" ? inSinglePrecision(request, rule, ["lr"]) : request,
        scalarType: ({ dtype }) => (dtype === "f64" ? "f32" : "f64"),
      },
    ),
  },
  {
    slug: "coarse-arithmetic",
    title: "keeps binary64 tensors in binary32, or binary32 tensors with 16 significant bits",
    resembles: ["keras#21238", "torchao#4915"],
    fix: "Compute and store in the type that the port claims.",
    rules: inRules(inEvery("ARITH-1", "TERM-3"), { port: coarse }),
  },
];

/** A request with its hyperparameters rounded to binary32, but for some. */
function inSinglePrecision(request: RunRequest, rule: Rule, kept: readonly string[] = []): RunRequest {
  const rounded = ([name, value]: [string, number]): [string, number] => [
    name,
    kept.includes(name) ? value : Math.fround(value),
  ];
  const hypers = hypersOf(rule, request).map((config) =>
    Object.fromEntries(Object.entries(config).map(rounded)),
  );
  return {
    ...request,
    config: hypers[0]!,
    steps: request.steps.map(({ grads }, index) => ({ grads, config: hypers[index]! })),
  };
}

/** The rule, with everything that is kept rounded to fewer bits after each update. */
function coarse(rule: Rule): SimulatedPort {
  return (request) => {
    const bits = request.dtype === "f64" ? 24 : 16;
    const rounded = (x: number): number =>
      Number.isFinite(x) ? toFormat(round(fromNumber(x), bits), request.dtype) : x;
    return simulate(rule, {
      afterUpdate({ optimizer: { params, state } }) {
        for (const values of [...Object.values(params), ...Object.values(state).flatMap(Object.values)])
          values.set(values.map(rounded));
      },
    })(request);
  };
}
