import type { Code, Instruction, Pass, Store } from "./lower.ts";

/**
 * A program with reductions as passes over all elements, and what is to be done for each parameter before each of them.
 * A pass leaves what a reduction takes in a role of its own; layers and rows that elements need are repeated into roles.
 */
export interface Schedule {
  readonly passes: readonly Pass[];
  readonly before: readonly Boundary[];
  /** Which role holds the operand of a `rowsum`: number of the slice instruction → role. */
  readonly operands: ReadonlyMap<number, number>;
  /** How many roles there are, those of the program first. */
  readonly roles: number;
}

/** The slice instructions to run, in order, and then the slice registers (`value`) to repeat into roles (`slot`). */
export interface Boundary {
  readonly slices: readonly number[];
  readonly spreads: readonly Store[];
}

/** @param own - how many roles the program itself has. */
export function scheduleOf(code: Code, own: number): Schedule {
  const { slices, tensors, tensorStores } = code;
  const level = levelsOf(code);
  const needed = neededBy(code);
  const last = Math.max(...tensorStores.map(({ value }) => level.tensors[value]!));
  const passes: Pass[] = [];
  const before: Boundary[] = [];
  const operands = new Map<number, number>();
  /** Tensor register of a `spread` → its role. What is repeated stays until the last pass. */
  const repeated = new Map<number, number>();
  let roles = own;
  for (let pass = 0; pass <= last; pass++) {
    const now = [...needed.slices]
      .filter((register) => level.slices[register] === pass)
      .sort((a, b) => a - b);
    const spreads = [...needed.tensors]
      .filter((register) => tensors[register]!.operation === "spread" && level.tensors[register] === pass)
      .map((register): Store => {
        repeated.set(register, own + repeated.size);
        return { slot: repeated.get(register)!, value: tensors[register]!.left };
      });
    before.push({ slices: now, spreads });

    // Roles behind those that are repeated hold operands only until the next boundary has added them up.
    const stored = new Map<number, number>();
    for (const register of needed.slices) {
      const { operation, left } = slices[register]!;
      if (operation !== "rowsum" || level.tensors[left] !== pass) continue;
      if (!stored.has(left)) stored.set(left, own + repeated.size + stored.size);
      operands.set(register, stored.get(left)!);
    }
    const stores = [...stored].map(([value, slot]): Store => ({ slot, value }));
    passes.push(passOf(tensors, pass === last ? [...stores, ...tensorStores] : stores, repeated));
    roles = Math.max(roles, own + repeated.size + stored.size);
  }
  return { passes, before, operands, roles };
}

/** The registers of its own line that an instruction reads. */
function operandsOf({ operation, left, right, mask }: Instruction): number[] {
  if (["role", "factor", "spread", "rows", "columns", "dims"].includes(operation)) return [];
  return operation === "select" ? [left, right, mask] : [left, right];
}

/** In which pass each tensor register can be had first, and before which pass each slice register. */
function levelsOf({ slices, tensors }: Code): Record<"slices" | "tensors", number[]> {
  const level = { slices: slices.map(() => 0), tensors: tensors.map(() => 0) };
  const highest = (of: readonly number[], registers: readonly number[]): number =>
    Math.max(0, ...registers.map((register) => of[register]!));
  for (let before = -1, sum = 0; sum !== before; ) {
    slices.forEach((instruction, register) => {
      const { operation, left } = instruction;
      level.slices[register] =
        operation === "rowsum"
          ? level.tensors[left]! + 1
          : highest(level.slices, operation === "spread" ? [left] : operandsOf(instruction));
    });
    tensors.forEach((instruction, register) => {
      level.tensors[register] =
        instruction.operation === "spread"
          ? level.slices[instruction.left]!
          : highest(level.tensors, operandsOf(instruction));
    });
    before = sum;
    sum = [...level.slices, ...level.tensors].reduce((total, each) => total + each, 0);
  }
  return level;
}

/** The registers that what is kept depends on. */
function neededBy({ slices, tensors, tensorStores }: Code): Record<"slices" | "tensors", Set<number>> {
  const needed = { slices: new Set<number>(), tensors: new Set<number>() };
  const open: [line: "slices" | "tensors", register: number][] = tensorStores.map(({ value }) => [
    "tensors",
    value,
  ]);
  const lines = { slices, tensors };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [line, register] = next;
    if (needed[line].has(register)) continue;
    needed[line].add(register);
    const instruction = lines[line][register]!;
    if (instruction.operation === "spread") open.push(["slices", instruction.left]);
    else if (instruction.operation === "rowsum") open.push(["tensors", instruction.left]);
    else for (const operand of operandsOf(instruction)) open.push([line, operand]);
  }
  return needed;
}

/** What the stores of one pass need of the tensor instructions, all of it computed anew from roles. */
function passOf(
  tensors: readonly Instruction[],
  stores: readonly Store[],
  repeated: ReadonlyMap<number, number>,
): Pass {
  const wanted = new Set(stores.map(({ value }) => value));
  for (let register = tensors.length - 1; register >= 0; register--)
    if (wanted.has(register)) for (const operand of operandsOf(tensors[register]!)) wanted.add(operand);
  const order = [...wanted].sort((a, b) => a - b);
  const numberOf = new Map(order.map((register, index) => [register, index]));
  const renumbered = (register: number): number => numberOf.get(register) ?? 0;
  return {
    tensors: order.map((register) => {
      const instruction = tensors[register]!;
      const { operation, left, right, mask } = instruction;
      if (operation === "spread") return { ...instruction, operation: "role", left: repeated.get(register)! };
      if (operandsOf(instruction).length === 0) return instruction;
      return {
        ...instruction,
        left: renumbered(left),
        right: renumbered(right),
        mask: operation === "select" ? renumbered(mask) : 0,
      };
    }),
    tensorStores: stores.map(({ slot, value }) => ({ slot, value: renumbered(value) })),
  };
}
