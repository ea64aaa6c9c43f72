import fc from "fast-check";
import { checkProgram, type Expression, type Kind, type Program } from "../../src/index.ts";

const at = 0;
const name = (text: string): Expression => ({ kind: "name", name: text, at });
const number = (value: number): Expression => ({ kind: "number", value, at });
const constants = [0, 1, 2, 0.1, 0.999, 1e-8, 1e-45, 5e-324, 3e38, 1e300, 16777217];
const operators = ["+", "-", "*", "/"] as const;

/** A source of small decisions; one that has run dry always says 0, which ends every tree. */
type Choose = (below: number) => number;

/** Any program of the language: every operation on every kind, locals, states and scalar slots. */
export const anyProgram: fc.Arbitrary<Program> = fc
  .array(fc.nat({ max: 999 }), { minLength: 4, maxLength: 160 })
  .map((decisions) => {
    let position = 0;
    return programFrom((below) => (decisions[position++] ?? 0) % below);
  });

function programFrom(choose: Choose): Program {
  const names: Record<Kind, string[]> = { scalar: ["t", "h0", "h1"], tensor: ["theta", "g"] };
  const slots = (kind: Kind, letter: string, count: number): Program["states"] =>
    Array.from({ length: count }, (_, index) => {
      names[kind].push(`${letter}${index}`);
      return { name: `${letter}${index}`, value: constants[choose(constants.length)]!, at };
    });
  const states = slots("tensor", "s", choose(4));
  const scalars = slots("scalar", "c", choose(3));
  const targets: [string, Kind][] = [
    ...states.map(({ name: target }): [string, Kind] => [target, "tensor"]),
    ...scalars.map(({ name: target }): [string, Kind] => [target, "scalar"]),
    ["theta", "tensor"],
    ...Array.from({ length: choose(4) }, (_, index): [string, Kind] => [
      `x${index}`,
      choose(2) === 0 ? "tensor" : "scalar",
    ]),
  ];
  const assignments: Program["assignments"][number][] = [];
  while (targets.length > 0) {
    const [[target, kind]] = targets.splice(choose(targets.length), 1) as [[string, Kind]];
    assignments.push({ target, value: expression(kind, names, choose, 5), at });
    if (target.startsWith("x")) names[kind].push(target);
  }
  const range = { low: -10, high: 10, lowOpen: false, highOpen: false };
  const program: Program = {
    name: "any",
    hypers: [
      { name: "h0", value: 0.3, range, at },
      { name: "h1", value: -1.5, range, at },
    ],
    states,
    scalars,
    assignments,
  };
  checkProgram(program);
  return program;
}

function expression(kind: Kind, names: Record<Kind, string[]>, choose: Choose, depth: number): Expression {
  const inner = (of: Kind): Expression => expression(of, names, choose, depth - 1);
  /** Operands of an operation of this kind: for a tensor at least one of them is one. */
  const pair = (): [Expression, Expression] => {
    if (kind === "scalar") return [inner("scalar"), inner("scalar")];
    const other = choose(2) === 0 ? "tensor" : "scalar";
    return choose(2) === 0 ? [inner("tensor"), inner(other)] : [inner(other), inner("tensor")];
  };
  const leaf = (): Expression => {
    const known = names[kind];
    const choice = choose(known.length + (kind === "scalar" ? 2 : 0));
    return choice < known.length ? name(known[choice]!) : number(constants[choose(constants.length)]!);
  };
  const forms: (() => Expression)[] = [
    leaf,
    () => {
      const operator = operators[choose(4)]!;
      const [left, right] = pair();
      return { kind: "binary", operator, left, right, at };
    },
    () => {
      const callee = ["max", "min"][choose(2)]!;
      return { kind: "call", callee, arguments: pair(), at };
    },
    () => {
      const comparison = (["<", "<="] as const)[choose(2)]!;
      // The kinds of the four operands: for a tensor, any of them but none may be scalars.
      const mixed = kind === "scalar" ? 0 : 1 + choose(15);
      const of = (bit: number): Expression => inner(mixed & bit ? "tensor" : "scalar");
      const operands = { left: of(1), right: of(2), whenTrue: of(4), whenFalse: of(8) };
      return { kind: "select", comparison, ...operands, at };
    },
    () => ({ kind: "negate", operand: inner(kind), at }),
    () => ({ kind: "call", callee: ["sqrt", "abs"][choose(2)]!, arguments: [inner(kind)], at }),
  ];
  if (kind === "scalar")
    forms.push(
      () => ({
        kind: "power",
        base: inner("scalar"),
        exponent: choose(2) === 0 ? name("t") : number(choose(9)),
        at,
      }),
      () => ({ kind: "call", callee: "round", arguments: [inner("scalar")], at }),
    );
  return depth === 0 ? leaf() : forms[choose(forms.length)]!();
}
