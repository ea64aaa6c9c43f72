import { describe, expect, it } from "vitest";
import {
  type Choice,
  composeVariant,
  createOptimizer,
  families,
  inInterval,
  printProgram,
  profileRule,
  profiles,
  type Rule,
  rules,
  variantsOf,
} from "../src/index.ts";

describe("families", () => {
  it.each(Object.keys(rules))("%s: the normative choice is the rule's own program", (name) => {
    expect(printProgram(composeVariant(families[name]!, {}).program)).toBe(
      printProgram(rules[name]!.program),
    );
  });

  it.each(Object.keys(rules))("%s: variants are different programs, the normative one first", (name) => {
    const variants = variantsOf(families[name]!);
    const texts = variants.map(({ program }) => printProgram(program));
    expect(new Set(texts).size).toBe(texts.length);
    expect(variants[0]!.choice).toEqual({});
  });

  it("names an unknown axis, value or hyperparameter", () => {
    expect(() => composeVariant(families.adam!, { epsPlace: "outside" })).toThrow(
      'adam: expected an axis (epsSite, epsOn, biasCorrection, betaPowers, weights, moments), got "epsPlace"',
    );
    expect(() => composeVariant(families.adam!, { epsSite: "above" })).toThrow(
      "adam.epsSite: expected inside, outside, none, got above",
    );
    expect(() => composeVariant(families.gd!, {}, { hypers: { eps: 1 } })).toThrow(
      'gd: expected hyperparameters lr, got "eps"',
    );
  });
});

describe("the program of a choice", () => {
  const assignments = (rule: string, choice: Choice): string[] => {
    const [, body] = printProgram(composeVariant(families[rule]!, choice).program).split("\n\n");
    return body!.trim().split("\n");
  };

  it.each([
    [{ gain: "0.9" }, ["v = momentum*v - lr*(0.9*g)", "theta = theta + v"]],
    [
      { gain: "1-momentum", firstStep: "firstGrad" },
      ["v = momentum*v - lr*(max(1 - momentum, 0^(t - 1))*g)", "theta = theta + v"],
    ],
    [
      { lrInVelocity: "no", gain: "0.9", firstStep: "firstGrad" },
      ["v = momentum*v + max(0.9, 0^(t - 1))*g", "theta = theta - lr*v"],
    ],
    [{ nesterov: "yes" }, ["v = momentum*v - lr*g", "theta = theta + (momentum*v - lr*g)"]],
  ])("momentum %j", (choice, program) => {
    expect(assignments("momentum", choice)).toEqual(program);
  });

  it.each([
    [{ acc0: "eps" }, ["r = r + eps*0^(t - 1) + g*g", "theta = theta - lr*g/sqrt(r + eps)"]],
    [{ acc0: 1e-6, epsSite: "none" }, ["r = r + g*g", "theta = theta - lr*g/sqrt(r)"]],
  ])("adagrad %j", (choice, program) => {
    expect(assignments("adagrad", choice)).toEqual(program);
  });

  it.each([
    [
      { acc0: 1, epsSite: "outside" },
      ["r = rho*r + (1 - rho)*(g*g)", "theta = theta - lr*g/(sqrt(r) + eps)"],
    ],
    [
      { acc0: "eps", epsSite: "none", weights: "tensorType" },
      ["r = round(rho)*(r + eps*0^(t - 1)) + round(1 - round(rho))*(g*g)", "theta = theta - lr*g/sqrt(r)"],
    ],
  ])("rmsprop %j", (choice, program) => {
    expect(assignments("rmsprop", choice)).toEqual(program);
  });

  it.each([
    [
      { infEps: "inMax", betaPowers: "tensorType" },
      [
        "c1 = round(1 - round(round(beta1)^t))",
        "s = beta1*s + (1 - beta1)*g",
        "u = max(beta2*u, abs(g) + eps)",
        "theta = theta - lr/c1*s/u",
      ],
    ],
    [
      { betaPowers: "laggedProduct", weights: "tensorType" },
      [
        "p1 = round(p1*round(max(b1, beta1*0^(t - 1))))",
        "b1 = beta1",
        "c1 = round(1 - p1)",
        "s = round(beta1)*s + round(1 - round(beta1))*g",
        "u = max(beta2*u, abs(g))",
        "theta = theta - lr/c1*s/(u + eps)",
      ],
    ],
    [
      { biasCorrection: "none", infEps: "none" },
      ["s = beta1*s + (1 - beta1)*g", "u = max(beta2*u, abs(g))", "theta = theta - lr*s/u"],
    ],
  ])("adamax %j", (choice, program) => {
    expect(assignments("adamax", choice)).toEqual(program);
  });

  const raw = { epsSite: "outside", epsOn: "raw" };
  it.each([
    [
      { ...raw, betaPowers: "tensorType", moments: "incremental" },
      [
        "c1 = round(1 - round(round(beta1)^t))",
        "c2 = round(1 - round(round(beta2)^t))",
        "s = s + (1 - beta1)*(g - s)",
        "r = r + (1 - beta2)*(g*g - r)",
        "theta = theta - lr*sqrt(c2)/c1*s/(sqrt(r) + eps)",
      ],
    ],
    [
      { epsSite: "outside", betaPowers: "runningProduct", weights: "tensorType" },
      [
        "p1 = round(p1*round(beta1))",
        "p2 = round(p2*round(beta2))",
        "c1 = round(1 - p1)",
        "c2 = round(1 - p2)",
        "s = round(beta1)*s + round(1 - round(beta1))*g",
        "r = round(beta2)*r + round(1 - round(beta2))*(g*g)",
        "theta = theta - lr*sqrt(c2)/c1*s/(sqrt(r) + eps*sqrt(c2))",
      ],
    ],
    [
      { epsSite: "outside", biasCorrection: "none" },
      [
        "s = beta1*s + (1 - beta1)*g",
        "r = beta2*r + (1 - beta2)*(g*g)",
        "theta = theta - lr*s/(sqrt(r) + eps)",
      ],
    ],
  ])("adam %j", (choice, program) => {
    expect(assignments("adam", choice)).toEqual(program);
  });

  it("is one variant where an axis changes nothing", () => {
    const choices = variantsOf(families.momentum!).map(({ choice }) => choice);
    expect(choices).toContainEqual({ gain: "0.9", firstStep: "firstGrad" });
    expect(choices).not.toContainEqual({ firstStep: "firstGrad" });
    const uncorrected = variantsOf(families.adam!).filter(({ choice }) => choice.biasCorrection === "none");
    for (const { choice } of uncorrected) {
      expect(choice).not.toHaveProperty("betaPowers");
      expect(choice).not.toHaveProperty("epsOn");
    }
    // Three places of ε, with four kinds of powers or without correction, and two kinds of weights.
    expect(variantsOf(families.adamax!)).toHaveLength(3 * (4 + 1) * 2);
  });
});

it("for binary64, variants that only binary32 can tell apart are one", () => {
  const [narrow, wide] = (["f64", "f32"] as const).map((dtype) => variantsOf(families.adam!, {}, dtype));
  expect(narrow!.length).toBeLessThan(wide!.length / 2);
  for (const { choice } of narrow!) expect(Object.values(choice)).not.toContain("tensorType");
  const config = { lr: 0.1, beta1: 0.8, beta2: 0.99, eps: 1e-3 };
  const run = (variant: Rule): number[] => {
    const optimizer = createOptimizer(variant, config, { w: Float64Array.of(1) });
    return [0.5, -2, 0.125].map((gradient) => {
      optimizer.step({ w: Float64Array.of(gradient) });
      return optimizer.params.w[0]!;
    });
  };
  for (const { choice } of wide!.filter(({ choice }) => Object.values(choice).includes("tensorType"))) {
    const same = Object.entries(choice).filter(([, value]) => value !== "tensorType");
    const [a, b] = [choice, Object.fromEntries(same)].map((each) =>
      run(composeVariant(families.adam!, each)),
    );
    expect(a, JSON.stringify(choice)).toEqual(b);
  }
});

describe("a step of a variant", () => {
  const updates = (
    rule: string,
    choice: Choice,
    config: Record<string, number>,
    gradients: readonly number[],
    dtype: "f32" | "f64" = "f64",
  ): { theta: number[]; state: Record<string, number>[] } => {
    const params = { w: dtype === "f64" ? Float64Array.of(0) : Float32Array.of(0) };
    const optimizer = createOptimizer(composeVariant(families[rule]!, choice), config, params);
    const theta: number[] = [];
    const state: Record<string, number>[] = [];
    for (const gradient of gradients) {
      optimizer.step({ w: params.w.map(() => gradient) });
      theta.push(optimizer.params.w[0]!);
      state.push(
        Object.fromEntries(Object.entries(optimizer.state.w).map(([slot, values]) => [slot, values[0]!])),
      );
    }
    return { theta, state };
  };

  it("firstGrad: the first gradient is not damped, the others are", () => {
    const choice = { lrInVelocity: "no", gain: "0.9", firstStep: "firstGrad" };
    const { state } = updates("momentum", choice, { lr: 1, momentum: 0.5 }, [1, 1, 0]);
    expect(state).toEqual([{ v: 1 }, { v: 1.4 }, { v: 0.7 }]);
  });

  it("acc0 = eps: ε comes into the accumulator once", () => {
    const choice = { epsSite: "outside", acc0: "eps" };
    const { state } = updates("adagrad", choice, { lr: 1, eps: 0.25 }, [0.5, 0, 1]);
    expect(state).toEqual([{ r: 0.5 }, { r: 0.5 }, { r: 1.5 }]);
  });

  it("acc0: RMSProp's mean square starts at 1, or at ε, which is discounted with the first square", () => {
    const config = { lr: 1, rho: 0.5, eps: 0.25 };
    const r = (acc0: number | string): number[] =>
      updates("rmsprop", { acc0 }, config, [1, 0]).state.map((state) => state.r!);
    expect(r(1)).toEqual([1, 0.5]);
    expect(r("eps")).toEqual([0.625, 0.3125]);
  });

  it("infEps: in the maximum, ε stays in u", () => {
    const config = { lr: 1, beta1: 0, beta2: 0.5, eps: 1 };
    const u = (infEps: string): number[] =>
      updates("adamax", { infEps }, config, [3, 0, 0]).state.map((state) => state.u!);
    expect(u("inMax")).toEqual([4, 2, 1]);
    expect(u("after")).toEqual([3, 1.5, 0.75]);
    expect(updates("adamax", { infEps: "after" }, config, [3]).theta).toEqual([-0.75]);
    expect(updates("adamax", { infEps: "inMax" }, config, [3]).theta).toEqual([-0.75]);
  });

  it("tensorType: at the first update 1 − ρ₂ is the binary32 difference", () => {
    const config = { lr: 1, beta1: 0, beta2: 0.999, eps: 0 };
    const { theta } = updates(
      "adam",
      { weights: "tensorType", betaPowers: "tensorType" },
      config,
      [1],
      "f32",
    );
    expect(theta).toEqual([-1]);
    const mixed = updates("adam", { betaPowers: "tensorType" }, config, [1], "f32");
    // Only one of the two differences is that of the rounded ρ₂, so they do not cancel.
    expect(mixed.theta).toEqual([-0.9999935030937195]);
    expect(updates("adam", { betaPowers: "tensorType" }, config, [1], "f64").theta).toEqual(
      updates("adam", {}, config, [1], "f64").theta,
    );
  });

  it("laggedProduct: the powers take in a changed ρ one update later", () => {
    const theta = (betaPowers: string): number => {
      const rule = composeVariant(families.adam!, { biasCorrection: "s", betaPowers });
      const config = { lr: 1, beta1: 0.5, beta2: 0, eps: 0 };
      const optimizer = createOptimizer(rule, config, { w: Float64Array.of(0) });
      optimizer.step({ w: Float64Array.of(1) });
      optimizer.configure({ beta1: 0.25 });
      optimizer.step({ w: Float64Array.of(1) });
      return optimizer.params.w[0]! + 1;
    };
    // s = 0.25·0.5 + 0.75 over r = 1, corrected by 1 less the power.
    expect(theta("binary64")).toBeCloseTo(-0.875 / (1 - 0.25 * 0.25), 15);
    expect(theta("runningProduct")).toBeCloseTo(-0.875 / (1 - 0.5 * 0.25), 15);
    expect(theta("laggedProduct")).toBeCloseTo(-0.875 / (1 - 0.5 * 0.5), 15);
  });
});

it("incremental: with ρ = 0 a small gradient is lost beside a large moment", () => {
  const moments = (choice: Choice): number[] => {
    const optimizer = createOptimizer(
      composeVariant(families.adam!, choice),
      { beta1: 0 },
      { w: Float64Array.of(0) },
    );
    return [1, 1e-20].map((gradient) => {
      optimizer.step({ w: Float64Array.of(gradient) });
      return optimizer.state.w.s![0]!;
    });
  };
  expect(moments({ moments: "incremental" })).toEqual([1, 0]);
  expect(moments({})).toEqual([1, 1e-20]);
});

describe("profiles", () => {
  it("compose, each rule of each profile", () => {
    for (const [profile, rows] of Object.entries(profiles))
      for (const [rule, row] of Object.entries(rows)) {
        const variant = profileRule(profile, rule);
        expect(variant.choice).toEqual(row.choice ?? {});
        expect(variant.hypers).toMatchObject({ ...row.hypers, ...row.fixed });
      }
  });

  it("have a default for every hyperparameter, inside its range", () => {
    for (const [profile, rows] of Object.entries(profiles))
      for (const rule of Object.keys(rows))
        for (const { name, value, range } of profileRule(profile, rule).program.hypers)
          expect(inInterval(value, range), `${profile} ${rule} ${name}`).toBe(true);
  });

  it("have the defaults and choices of the libraries", () => {
    expect(profileRule("julia", "gd").hypers.lr).toBe(Math.fround(0.1));
    expect(profileRule("pytorch", "momentum").hypers).toEqual({ lr: 0.001, momentum: 0 });
    expect(profileRule("mlx", "adam").choice).toEqual({ epsSite: "outside", biasCorrection: "none" });
    expect(profileRule("sklearn", "momentum").choice).toEqual({ nesterov: "yes" });
    expect(profileRule("pytorch", "rmsprop").hypers).toEqual({ lr: 0.01, rho: 0.99, eps: 1e-8 });
    expect(profileRule("tfjs", "adamax").choice).toEqual({ betaPowers: "runningProduct" });
  });

  it("fix what a library does not let configure", () => {
    const { program } = profileRule("tfjs", "adagrad");
    expect(program.hypers.find(({ name }) => name === "eps")).toMatchObject({
      value: 1e-7,
      range: { low: 1e-7, high: 1e-7 },
    });
  });

  it("name what does not exist", () => {
    expect(() => profileRule("torch", "adam")).toThrow("profile: expected normative, paper, pytorch");
    expect(() => profileRule("paper", "momentum")).toThrow(
      "rule: expected one of profile paper (gd, adagrad, ",
    );
  });
});
