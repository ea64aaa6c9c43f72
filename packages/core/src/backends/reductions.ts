import type { DType, FloatArray } from "./arithmetic.ts";
import type { Backend, Engine } from "./backend.ts";
import { loops } from "./loops.ts";
import type { Code, Instruction, TensorOperation } from "./lower.ts";
import { spread } from "./portable.ts";
import { scheduleOf } from "./schedule.ts";
import { sums } from "./sums.ts";

/** Where a parameter lies in every role, its group, and its shape. */
export interface Parameter {
  readonly begin: number;
  readonly end: number;
  readonly group: number;
  readonly shape: readonly number[];
}

/** A parameter as rows of equally many columns (spec/rule-language.md, "Kinds"). */
interface Matrix {
  readonly begin: number;
  readonly end: number;
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  readonly dims: number;
  /** Where its registers lie: one number for each layer from `layers` on, `rows` numbers for each row from `row0` on. */
  readonly layers: number;
  readonly row0: number;
}

/** Makes of a backend one that also computes layers and rows. */
export type Reductions = (backend: Backend, parameters: readonly Parameter[]) => Backend;

/**
 * Runs the passes of a program with reductions on a backend, and what stands between them here, in plain JavaScript on one
 * thread: the same for every backend. Nothing is allocated after creation.
 */
export const reductions: Reductions = (backend, parameters) => (plan) => {
  const { code, dtype, roles: own } = plan;
  const { passes, before, operands, roles } = scheduleOf(code, own);
  const engine = backend({ ...plan, passes, roles });
  const places = placesOf(code);
  const { matrices, length } = matricesOf(parameters, places);
  const registers = dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
  const boundaries = before.map(({ slices, spreads }) => ({
    steps: slices.map((register) => stepOf(code, register, places, operands)),
    spreads: spreads.map(({ slot, value }) => ({ role: engine.roles[slot]!, of: places[value]! })),
  }));
  const prepare = ({ steps, spreads }: (typeof boundaries)[number], matrix: Matrix): void => {
    for (let i = 0; i < steps.length; i++) compute(steps[i]!, matrix, registers, engine, dtype);
    for (let i = 0; i < spreads.length; i++) repeat(spreads[i]!.of, matrix, registers, spreads[i]!.role);
  };
  return {
    backend: engine.backend,
    get threads() {
      return engine.threads;
    },
    roles: engine.roles.slice(0, own),
    factors: engine.factors,
    check: engine.check,
    run() {
      for (let pass = 0; pass < passes.length; pass++) {
        for (let i = 0; i < matrices.length; i++) prepare(boundaries[pass]!, matrices[i]!);
        engine.run(pass);
      }
    },
    close: engine.close,
  };
};

/** The place of a slice register among those of its kind; of a step's operand that is no register, its number. */
interface Place {
  readonly isRow: boolean;
  readonly index: number;
}

function placesOf({ slices }: Code): Place[] {
  const counts = { layer: 0, row: 0 };
  return slices.map(({ kind }) => ({ isRow: kind === "row", index: counts[kind as "layer" | "row"]++ }));
}

/** The parameters that have elements, each with registers of its own. What has fewer than two dimensions is one row. */
function matricesOf(
  parameters: readonly Parameter[],
  places: readonly Place[],
): { matrices: Matrix[]; length: number } {
  const rowRegisters = places.filter(({ isRow }) => isRow).length;
  const layerRegisters = places.length - rowRegisters;
  let length = 0;
  const matrices = parameters
    .filter(({ begin, end }) => begin < end)
    .map(({ begin, end, group, shape }): Matrix => {
      const rows = shape.length < 2 ? 1 : shape[0]!;
      const layers = length;
      const row0 = layers + layerRegisters;
      length = row0 + rowRegisters * rows;
      const columns = (end - begin) / rows;
      return { begin, end, group, rows, columns, dims: shape.length, layers, row0 };
    });
  return { matrices, length };
}

/** A slice instruction; `left` of a `factor` or a `rowsum` is the number of a factor or of a role. */
interface Step {
  readonly operation: Instruction["operation"];
  readonly out: Place;
  readonly left: Place;
  readonly right: Place;
  readonly mask: Place;
}

function stepOf(
  { slices }: Code,
  register: number,
  places: readonly Place[],
  operands: ReadonlyMap<number, number>,
): Step {
  const { operation, left, right, mask } = slices[register]!;
  const role = operands.get(register);
  const out = places[register]!;
  if (operation === "factor" || role !== undefined) {
    const other = { isRow: false, index: role ?? left };
    return { operation, out, left: other, right: other, mask: other };
  }
  return { operation, out, left: places[left]!, right: places[right]!, mask: places[mask]! };
}

/** The address of a register's first number. */
function at({ isRow, index }: Place, { layers, row0, rows }: Matrix): number {
  return isRow ? row0 + index * rows : layers + index;
}

function compute(
  { operation, out: place, left, right, mask }: Step,
  matrix: Matrix,
  registers: FloatArray,
  { factors, roles }: Engine,
  dtype: DType,
): void {
  const { begin, group, rows, columns, dims } = matrix;
  const out = at(place, matrix);
  const count = place.isRow ? rows : 1;
  switch (operation) {
    case "factor":
      spread(factors[group]!, left.index, registers, out, count);
      break;
    case "spread":
      spread(registers, at(left, matrix), registers, out, count);
      break;
    case "rows":
      registers[out] = rows;
      break;
    case "columns":
      registers[out] = columns;
      break;
    case "dims":
      registers[out] = dims;
      break;
    case "sum":
      sums[dtype](registers, at(left, matrix), at(left, matrix) + rows, registers, out);
      break;
    case "rowsum":
      for (let row = 0; row < rows; row++)
        sums[dtype](
          roles[left.index]!,
          begin + row * columns,
          begin + (row + 1) * columns,
          registers,
          out + row,
        );
      break;
    case "largest": {
      const first = at(left, matrix);
      registers[out] = registers[first]!;
      for (let row = 1; row < rows; row++)
        registers[out] = Math.max(registers[out]!, registers[first + row]!);
      break;
    }
    default:
      loops[dtype][operation as TensorOperation](
        registers,
        out,
        at(left, matrix),
        at(right, matrix),
        count,
        at(mask, matrix),
      );
  }
}

/** Writes a layer's number for every element of a parameter, or a row's number for every element of the row. */
function repeat(of: Place, matrix: Matrix, registers: FloatArray, role: FloatArray): void {
  const { begin, end, rows, columns } = matrix;
  const from = at(of, matrix);
  if (!of.isRow) spread(registers, from, role, begin, end - begin);
  else
    for (let row = 0; row < rows; row++) spread(registers, from + row, role, begin + row * columns, columns);
}
