import { parseRule } from "../language/parse.ts";
import type { Program } from "../language/syntax.ts";

/** An update rule: its program and what follows from the program's header. */
export interface Rule<Hyper extends string = string, State extends string = string> {
  readonly name: string;
  /** The normative text, the same as in the rule's spec page. */
  readonly source: string;
  readonly program: Program;
  /** Hyperparameters and their defaults. */
  readonly hypers: Readonly<Record<Hyper, number>>;
  /** The tensor slots that each parameter carries. */
  readonly states: readonly State[];
}

/** The names that follow a keyword in a program's text, read by the type checker. */
type Declared<
  Source extends string,
  Keyword extends string,
> = Source extends `${string}\n${Keyword} ${infer Rest}`
  ? Rest extends `${infer Name}=${infer More}`
    ? Trimmed<Name> | Declared<More, Keyword>
    : never
  : never;
type Trimmed<Text extends string> = Text extends `${infer Start} ` ? Trimmed<Start> : Text;

/**
 * Makes a rule of a program's text; the names of hyperparameters and states become types.
 * @throws RuleError where the text breaks the rule language.
 */
export function defineRule<const Source extends string>(
  source: Source,
): Rule<Declared<Source, "hyper">, Declared<Source, "state">>;
export function defineRule(source: string): Rule {
  const program = parseRule(source);
  return {
    name: program.name,
    source,
    program,
    hypers: Object.fromEntries(program.hypers.map(({ name, value }) => [name, value])),
    states: program.states.map(({ name }) => name),
  };
}
