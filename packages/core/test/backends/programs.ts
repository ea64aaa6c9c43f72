import fc from "fast-check";
import { checkProgram, type Expression, type Kind, type Program } from "../../src/index.ts";

const at = 0;
const name = (text: string): Expression => ({ kind: "name", name: text, at });
const number = (value: number): Expression => ({ kind: "number", value, at });
const call = (callee: string, ...given: Expression[]): Expression => ({
  ...({ kind: "call", callee, arguments: given, at } as const),
});
const constants = [0, 1, 2, 0.1, 0.999, 1e-8, 1e-45, 5e-324, 3e38, 1e300, 16777217];
const operators = ["+", "-", "*", "/"] as const;

/** A source of small decisions; one that has run dry always says 0, which ends every tree. */
type Choose = (below: number) => number;

const programsOf = (kinds: readonly Kind[]): fc.Arbitrary<Program> =>
  fc.array(fc.nat({ max: 999 }), { minLength: 4, maxLength: 160, size: "max" }).map((decisions) => {
    let position = 0;
    return programFrom(kinds, (below) => (decisions[position++] ?? 0) % below);
  });

/** Any program without layers and rows: every operation on every kind, locals, states and scalar slots. */
export const anyProgram: fc.Arbitrary<Program> = programsOf(["scalar", "tensor"]);
/** Any program of the language. */
export const anyReducingProgram: fc.Arbitrary<Program> = programsOf(["scalar", "layer", "row", "tensor"]);

function programFrom(kinds: readonly Kind[], choose: Choose): Program {
  const names: Record<Kind, string[]> = {
    scalar: ["t", "h0", "h1"],
    layer: ["rows", "columns", "dims"],
    row: [],
    tensor: ["theta", "g"],
  };
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
      kinds.at(-1 - choose(kinds.length))!,
    ]),
  ];
  const assignments: Program["assignments"][number][] = [];
  while (targets.length > 0) {
    const [[target, kind]] = targets.splice(choose(targets.length), 1) as [[string, Kind]];
    assignments.push({ target, value: expression(kind, { kinds, names, choose }, 5), at });
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

interface Sources {
  readonly kinds: readonly Kind[];
  readonly names: Readonly<Record<Kind, readonly string[]>>;
  readonly choose: Choose;
}

function expression(kind: Kind, sources: Sources, depth: number): Expression {
  const { kinds, names, choose } = sources;
  const inner = (of: Kind): Expression => expression(of, sources, depth - 1);
  /** A kind that meets this one without changing it. */
  const lower = (): Kind => kinds[choose(kinds.indexOf(kind) + 1)]!;
  /** Operands of an operation of this kind: at least one of them has it. */
  const pair = (): [Expression, Expression] =>
    choose(2) === 0 ? [inner(kind), inner(lower())] : [inner(lower()), inner(kind)];
  const leaf = (): Expression => {
    const known = names[kind];
    const choice = choose(known.length + (kind === "scalar" ? 2 : 0) || 1);
    if (kind === "row" && known.length === 0) return call("rowsum", name(names.tensor[choose(2)]!));
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
      return call(callee, ...pair());
    },
    () => {
      const comparison = (["<", "<="] as const)[choose(2)]!;
      // Which of the four operands are of this kind for certain.
      const certain = 1 + choose(15);
      const of = (bit: number): Expression => inner(certain & bit ? kind : lower());
      const operands = { left: of(1), right: of(2), whenTrue: of(4), whenFalse: of(8) };
      return { kind: "select", comparison, ...operands, at };
    },
    () => ({ kind: "negate", operand: inner(kind), at }),
    () => call(["sqrt", "abs"][choose(2)]!, inner(kind)),
  ];
  if (kind === "layer") {
    forms.push(() => call("sum", inner(choose(2) === 0 ? "tensor" : "row")));
    forms.push(() => call("largest", inner("row")));
  }
  if (kind === "row") forms.push(() => call("rowsum", inner("tensor")));
  if (kind === "scalar")
    forms.push(
      () => ({
        kind: "power",
        base: inner("scalar"),
        exponent: choose(2) === 0 ? name("t") : number(choose(9)),
        at,
      }),
      () => call("round", inner("scalar")),
    );
  return depth === 0 ? leaf() : forms[choose(forms.length)]!();
}
