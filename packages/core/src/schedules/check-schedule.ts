import { inInterval } from "../language/check.ts";
import { printInterval } from "../language/print.ts";
import { describe, isRecord } from "../optimizer/config.ts";
import { type ScheduleKind, scheduleKinds, scheduleNumbers, stepsOf } from "./kinds.ts";
import type { Schedule } from "./schedule.ts";

/** How deep schedules may stand in one another. */
export const deepestSchedule = 8;

/**
 * A frozen copy of a schedule, its fields in their order and no −0 among them, so that equal schedules have the same JSON text.
 * @param input - anything; only read.
 * @param where - what it is, for messages.
 * @throws TypeError for another kind, or a field that is missing, unknown or of another type, RangeError for a value
 * out of its range, parts that are nested too deep, or a part that never ends where another follows.
 */
export function readSchedule(input: unknown, where = "schedule", depth = 1): Schedule {
  if (!isRecord(input)) throw new TypeError(`${where}: expected a schedule, got ${describe(input)}`);
  if (depth > deepestSchedule)
    throw new RangeError(`${where}: expected at most ${deepestSchedule} levels, got more`);
  const { kind: name } = input as { kind?: string };
  if (typeof name !== "string" || !Object.hasOwn(scheduleKinds, name))
    throw new TypeError(
      `${where}.kind: expected ${Object.keys(scheduleKinds).join(", ")}, got ${describe(name)}`,
    );
  const kind = scheduleKinds[name as Schedule["kind"]] as ScheduleKind;
  const known = ["kind", ...(kind.parts ? [kind.parts] : []), ...Object.keys(kind.numbers)];
  for (const field of Object.keys(input))
    if (!known.includes(field))
      throw new TypeError(`${where}: expected ${known.join(", ")}, got ${describe(field)}`);
  const schedule: Record<string, unknown> = { kind: name };
  if (kind.parts)
    schedule[kind.parts] = parts(kind.parts, own(input, kind.parts), `${where}.${kind.parts}`, depth);
  for (const [field, takes] of Object.entries(kind.numbers))
    if (Object.hasOwn(input, field) || !kind.optional.includes(field))
      schedule[field] = numberIn(scheduleNumbers[takes], own(input, field), `${where}.${field}`);
  return Object.freeze(schedule) as unknown as Schedule;
}

function parts(field: "pieces" | "schedule", value: unknown, where: string, depth: number): unknown {
  if (field === "schedule") return ending(readSchedule(value, where, depth + 1), where);
  if (!Array.isArray(value) || value.length === 0)
    throw new TypeError(`${where}: expected an array of schedules, got ${describe(value)}`);
  const pieces = Array.from(value, (each, index) => {
    const place = `${where}[${index}]`;
    const piece = readSchedule(each, place, depth + 1);
    return index < value.length - 1 ? ending(piece, place) : piece;
  });
  return Object.freeze(pieces);
}

function ending(schedule: Schedule, where: string): Schedule {
  if (stepsOf(schedule) === Infinity)
    throw new RangeError(
      `${where}: expected a schedule that ends, got ${schedule.kind} without ${schedule.kind === "repeated" ? "times" : "steps"}`,
    );
  return schedule;
}

function numberIn(takes: (typeof scheduleNumbers)["value"], value: unknown, where: string): number {
  const expected = `a ${takes.whole ? "whole number" : "number"} in ${printInterval(takes)}`;
  if (typeof value !== "number")
    throw new TypeError(`${where}: expected ${expected}, got ${describe(value)}`);
  if (!inInterval(value, takes) || (takes.whole && !Number.isInteger(value)))
    throw new RangeError(`${where}: expected ${expected}, got ${value}`);
  return value + 0;
}

const own = (record: object, field: string): unknown =>
  Object.hasOwn(record, field) ? (record as Record<string, unknown>)[field] : undefined;
