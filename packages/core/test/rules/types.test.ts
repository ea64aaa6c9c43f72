import { describe, expectTypeOf, it } from "vitest";
import {
  adagrad,
  adam,
  adamax,
  defineRule,
  gd,
  momentum,
  type Rule,
  rmsprop,
  rules,
} from "../../src/index.ts";

// These hold at compile time: `npm run typecheck` fails otherwise.

it("the rules' types are their headers' names", () => {
  expectTypeOf(gd).toEqualTypeOf<Rule<"lr", never>>();
  expectTypeOf(momentum).toEqualTypeOf<Rule<"lr" | "momentum", "v">>();
  expectTypeOf(adagrad).toEqualTypeOf<Rule<"lr" | "eps", "r">>();
  expectTypeOf(adam).toEqualTypeOf<Rule<"lr" | "beta1" | "beta2" | "eps", "s" | "r">>();
  expectTypeOf(rmsprop).toEqualTypeOf<Rule<"lr" | "rho" | "eps", "r">>();
  expectTypeOf(adamax).toEqualTypeOf<Rule<"lr" | "beta1" | "beta2" | "eps", "s" | "u">>();
  expectTypeOf(rules.adam).toEqualTypeOf(adam);
  expectTypeOf(rules.nag).toEqualTypeOf<Rule | undefined>();
  expectTypeOf(adam).toExtend<Rule>();
});

describe("defineRule reads the header's names", () => {
  it("from a plain text", () => {
    const rule = defineRule(
      "rule a\nhyper lr = 1 in [0, 1]\nhyper b2 = 1 in [0, 1]\nstate s = 0\nscalar c = 1\nc = c\ns = g\ntheta = g",
    );
    expectTypeOf(rule).toEqualTypeOf<Rule<"lr" | "b2", "s">>();
    expectTypeOf(defineRule("rule a\ntheta = theta - g")).toEqualTypeOf<Rule<never, never>>();
  });

  it("from a text that is indented, aligned, commented or ends lines as on Windows", () => {
    const rule = defineRule(`
      rule a # hyper no = 1
      # hyper no = 1 in [0, 1]
        hyper   lr   = 1 in [0, 1] # state no = 0
\thyper\tbeta=1 in (0,
          inf)
        state s= 0\r
        scalar no =1
        no = no
        s = s + (g
          # state no = 0
          * beta)
        theta = theta - lr*s`);
    expectTypeOf(rule).toEqualTypeOf<Rule<"lr" | "beta", "s">>();
  });

  it("as any name when the text is not known until it runs", () => {
    expectTypeOf(defineRule(String("rule a\ntheta = g"))).toEqualTypeOf<Rule>();
  });

  it("so that a wrong annotation does not compile", () => {
    const text = "rule a\nhyper lr = 1 in [0, 1]\nstate s = 0\ns = g\ntheta = theta - lr*s";
    const right: Rule<"lr", "s"> = defineRule(text);
    // @ts-expect-error no hyperparameter eps
    const invented: Rule<"lr" | "eps", "s"> = defineRule(text);
    // @ts-expect-error another hyperparameter
    const renamed: Rule<"rate", "s"> = defineRule(text);
    // @ts-expect-error the state s
    const forgotten: Rule<"lr", never> = defineRule(text);
    // @ts-expect-error another state
    const other: Rule<"lr", "v"> = defineRule(text);
    void [right, invented, renamed, forgotten, other];
  });
});
