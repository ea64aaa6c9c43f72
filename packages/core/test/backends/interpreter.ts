import type { DType } from "../../src/backends/arithmetic.ts";
import type { Parameter } from "../../src/backends/reductions.ts";
import { type Expression, type Kind, type Program, power } from "../../src/index.ts";

/** The numbers of an expression: one, or one for each row or element of a parameter. */
interface Numbers {
  readonly kind: Kind;
  readonly numbers: readonly number[];
}

/** Every role by name, whole; read and overwritten. */
export type Roles = Readonly<Record<string, { [index: number]: number }>>;

const kinds: readonly Kind[] = ["scalar", "layer", "row", "tensor"];
const operators = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
} as const;
const functions: Readonly<Record<string, (a: number, b: number) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  max: Math.max,
  min: Math.min,
};

/** The order of spec/arithmetic.md, "Sums", written from its text. */
function summed(values: readonly number[], round: (x: number) => number): number {
  const lanes = Array.from({ length: 8 }, (_, lane) =>
    values.filter((_, index) => index % 8 === lane).reduce((sum, value) => round(sum + value), 0),
  );
  for (let half = 4; half >= 1; half /= 2)
    for (let lane = 0; lane < half; lane++) lanes[lane] = round(lanes[lane]! + lanes[lane + half]!);
  return lanes[0]!;
}

/**
 * One update of one parameter straight from the tree and the text of the specification, number by number: what all
 * lowering, scheduling and code generation is held to.
 * @param slots - the scalar slots of its group; only read.
 * @returns the new scalar slots.
 */
export function interpret(
  program: Program,
  dtype: DType,
  { begin, end, shape }: Parameter,
  roles: Roles,
  slots: Readonly<Record<string, number>>,
  t: number,
): Record<string, number> {
  const round = dtype === "f32" ? Math.fround : (x: number): number => x;
  const length = end - begin;
  const rows = shape.length < 2 ? 1 : shape[0]!;
  const columns = length / rows;
  const counts: Record<Kind, number> = { scalar: 1, layer: 1, row: rows, tensor: length };
  const make = (kind: Kind, number: (index: number) => number): Numbers => ({
    kind,
    numbers: Array.from({ length: counts[kind] }, (_, index) => number(index)),
  });
  const scalar = (value: number): Numbers => ({ kind: "scalar", numbers: [value] });
  /** The number of an operand at a place of a result of some kind. */
  const at = ({ kind, numbers }: Numbers, of: Kind, index: number): number => {
    if (kind === of) return numbers[index]!;
    if (kind === "row") return numbers[Math.floor(index / columns)]!;
    return kind === "scalar" ? round(numbers[0]!) : numbers[0]!;
  };
  const apply = (operation: (...given: number[]) => number, ...given: Numbers[]): Numbers => {
    const kind = kinds.findLast((each) => given.some((one) => one.kind === each))!;
    const rounded = kind === "scalar" ? (x: number): number => x : round;
    return make(kind, (index) => rounded(operation(...given.map((one) => at(one, kind, index)))));
  };
  const sumsOfRows = (numbers: readonly number[]): number[] =>
    Array.from({ length: rows }, (_, row) =>
      summed(numbers.slice(row * columns, (row + 1) * columns), round),
    );
  const names = new Map<string, Numbers>([
    ["t", scalar(t)],
    ["rows", make("layer", () => round(rows))],
    ["columns", make("layer", () => round(columns))],
    ["dims", make("layer", () => shape.length)],
  ]);
  for (const { name, value } of program.hypers) names.set(name, scalar(value));
  for (const { name } of program.scalars) names.set(name, scalar(slots[name]!));
  for (const [name, role] of Object.entries(roles))
    names.set(
      name,
      make("tensor", (index) => role[begin + index]!),
    );

  const evaluate = (expression: Expression): Numbers => {
    switch (expression.kind) {
      case "number":
        return scalar(expression.value);
      case "name":
        return names.get(expression.name)!;
      case "negate":
        return apply((x) => -x!, evaluate(expression.operand));
      case "binary":
        return apply(
          operators[expression.operator] as (...given: number[]) => number,
          evaluate(expression.left),
          evaluate(expression.right),
        );
      case "power":
        return apply(
          power as (...given: number[]) => number,
          evaluate(expression.base),
          evaluate(expression.exponent),
        );
      case "select": {
        const test =
          expression.comparison === "<" ? (a: number, b: number) => a < b : (a: number, b: number) => a <= b;
        const holds = apply(
          (a, b) => Number(test(a!, b!)),
          evaluate(expression.left),
          evaluate(expression.right),
        );
        return apply(
          (condition, x, y) => (condition === 1 ? x! : y!),
          holds,
          evaluate(expression.whenTrue),
          evaluate(expression.whenFalse),
        );
      }
      case "call": {
        const given = expression.arguments.map(evaluate);
        const { numbers } = given[0]!;
        switch (expression.callee) {
          case "round":
            return scalar(round(numbers[0]!));
          case "sum":
            return make("layer", () =>
              summed(given[0]!.kind === "row" ? numbers : sumsOfRows(numbers), round),
            );
          case "rowsum":
            return make("row", (row) => sumsOfRows(numbers)[row]!);
          case "largest":
            return make("layer", () => numbers.reduce((most, each) => Math.max(most, each)));
          default:
            return apply(functions[expression.callee] as (...of: number[]) => number, ...given);
        }
      }
    }
  };
  for (const { target, value } of program.assignments) names.set(target, evaluate(value));
  for (const [name, role] of Object.entries(roles))
    names.get(name)!.numbers.forEach((number, index) => {
      role[begin + index] = number;
    });
  return Object.fromEntries(program.scalars.map(({ name }) => [name, names.get(name)!.numbers[0]!]));
}
