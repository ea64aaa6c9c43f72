import { describe, expect, it } from "vitest";
import {
  composeVariant,
  families,
  printProgram,
  profileRule,
  profiles,
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
      'adam: expected an axis (epsSite, epsOn, biasCorrection, betaPowers), got "epsPlace"',
    );
    expect(() => composeVariant(families.adam!, { epsSite: "above" })).toThrow(
      "adam.epsSite: expected inside, outside, none, got above",
    );
    expect(() => composeVariant(families.gd!, {}, { hypers: { eps: 1 } })).toThrow(
      'gd: expected hyperparameters lr, got "eps"',
    );
  });
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
      "rule: expected one of profile paper (gd, adagrad, adam)",
    );
  });
});
