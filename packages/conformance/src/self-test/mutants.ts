import {
  type Assignment,
  checkProgram,
  inInterval,
  type Kind,
  kindsOf,
  type Program,
  printExpression,
  printProgram,
  RuleError,
  substituted,
} from "@optspec/core";
import { edits, type Scope } from "./edits.ts";
import { named, numeral, placesOf } from "./tree.ts";

/** A program that differs from a rule's by one edit. */
export interface Mutant {
  /** Permanent as long as the program is: rule, kind, place and what stands there instead. */
  readonly id: string;
  readonly rule: string;
  /** A row of `edits`, or of `programEdits`. */
  readonly kind: string;
  /** The assignment, slot or hyperparameter that was edited. */
  readonly target: string;
  /** The edited line as it reads now. */
  readonly text: string;
  readonly program: Program;
}

type Draft = Omit<Mutant, "id" | "rule"> & { readonly place: string; readonly edit: string };

/**
 * Every single-edit mutant of a checked program that is itself a program; of mutants that read alike the first.
 * @param prefix - how their ids begin: the rule's name unless told.
 */
export function mutantsOf(program: Program, prefix: string = program.name): Mutant[] {
  const seen = new Set([printProgram(program)]);
  return [...treeDrafts(program), ...Object.values(programEdits).flatMap((edit) => edit(program))]
    .filter((draft) => isProgram(draft.program))
    .filter((draft) => {
      const text = printProgram(draft.program);
      return !seen.has(text) && seen.add(text);
    })
    .map(({ place, edit, ...draft }) => ({
      id: `${prefix}/${draft.kind}/${place}/${edit.replaceAll(" ", "")}`,
      rule: program.name,
      ...draft,
    }));
}

function isProgram(program: Program): boolean {
  try {
    checkProgram(program);
    return true;
  } catch (error) {
    if (error instanceof RuleError) return false;
    throw error;
  }
}

/** Every edit of every place of every assignment. */
function treeDrafts(program: Program): Draft[] {
  return program.assignments.flatMap((assignment, number) => {
    const scope = scopeAt(program, number);
    return placesOf(assignment.value).flatMap((place) =>
      Object.entries(edits).flatMap(([kind, edit]) =>
        edit(place, scope).map((by) => ({
          kind,
          place: `${assignment.target}.${place.index}`,
          edit: printExpression(by),
          ...withAssignment(program, number, { ...assignment, value: place.replaced(by) }),
        })),
      ),
    );
  });
}

/** For each name known to an assignment the other names of its kind. */
function scopeAt(program: Program, number: number): Scope {
  const kinds = kindsOf({ ...program, assignments: program.assignments.slice(0, number) });
  const names = (kind: Kind): string[] => [...kinds].filter(([, own]) => own === kind).map(([name]) => name);
  return new Map([...kinds].map(([name, kind]) => [name, names(kind).filter((other) => other !== name)]));
}

function withAssignment(
  program: Program,
  number: number,
  assignment: Assignment,
): Pick<Draft, "target" | "text" | "program"> {
  return {
    target: assignment.target,
    text: line(assignment),
    program: { ...program, assignments: program.assignments.with(number, assignment) },
  };
}

function line({ target, value }: Assignment): string {
  return `${target} = ${printExpression(value)}`;
}

/** Edits of more than one expression, or of the header. */
const programEdits: Readonly<Record<string, (program: Program) => Draft[]>> = {
  /** Two assignments in each other's place, so that one sees the old value of the other's slot. */
  order(program) {
    const { assignments } = program;
    return assignments.flatMap((first, a) =>
      assignments.slice(a + 1).map((second, gap) => ({
        kind: "order",
        place: first.target,
        edit: second.target,
        target: first.target,
        text: `${line(second)}, before ${first.target}`,
        program: { ...program, assignments: assignments.with(a, second).with(a + 1 + gap, first) },
      })),
    );
  },
  /** A slot that is not kept: evaluated from its initial value every time, or never changed. */
  "lost-effect"(program) {
    const initial = new Map(program.states.map(({ name, value }) => [name, value]));
    return program.assignments.flatMap((assignment, number) => {
      const { target, value } = assignment;
      const start = initial.get(target);
      const fresh = start === undefined ? [] : [substituted(value, new Map([[target, numeral(start)]]))];
      const frozen = start !== undefined || target === "theta" ? [named(target)] : [];
      return [...fresh, ...frozen].map((by) => ({
        kind: "lost-effect",
        place: target,
        edit: printExpression(by),
        ...withAssignment(program, number, { ...assignment, value: by }),
      }));
    });
  },
  "initial-value"(program) {
    return (["states", "scalars"] as const).flatMap((role) =>
      program[role].flatMap((slot, number) =>
        [0, 0.1, 1]
          .filter((value) => value !== slot.value)
          .map((value) => ({
            ...header("initial-value", slot.name, value),
            program: { ...program, [role]: program[role].with(number, { ...slot, value }) },
          })),
      ),
    );
  },
  default(program) {
    return program.hypers.flatMap((hyper, number) =>
      [hyper.value * 10, hyper.value / 10, 0, 1]
        .filter((value) => value !== hyper.value && inInterval(value, hyper.range))
        .map((value) => ({
          ...header("default", hyper.name, value),
          program: { ...program, hypers: program.hypers.with(number, { ...hyper, value }) },
        })),
    );
  },
};

function header(kind: string, target: string, value: number): Omit<Draft, "program"> {
  return { kind, place: target, edit: String(value), target, text: `${target} = ${value} (${kind})` };
}
