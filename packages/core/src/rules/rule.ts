import { type Compiled, compile } from "../backends/compile.ts";
import { reductions } from "../backends/reductions.ts";
import { parseRule } from "../language/parse.ts";
import { printProgram } from "../language/print.ts";
import type { Program } from "../language/syntax.ts";

/** An update rule: its program and what follows from the program's header. */
export interface Rule<Hyper extends string = string, State extends string = string> {
  readonly name: string;
  /** The normative text, the same as in the rule's spec page. */
  readonly source: string;
  readonly program: Program;
  /** The program as optimizers run it; of an edited program, `ruleOf` makes another. */
  readonly compiled: Compiled;
  /** Hyperparameters and their defaults. */
  readonly hypers: Readonly<Record<Hyper, number>>;
  /** The tensor slots that each parameter carries. */
  readonly states: readonly State[];
}

/** The names that follow a keyword at the start of a line, read by the type checker; any name if the text is not known. */
type Declared<
  Source extends string,
  Keyword extends string,
  Names extends string = never,
> = string extends Source
  ? string
  : Source extends `${infer Line}\n${infer Rest}`
    ? Declared<Rest, Keyword, Names | DeclaredIn<Trimmed<Line>, Keyword>>
    : Names | DeclaredIn<Trimmed<Source>, Keyword>;
type DeclaredIn<Line extends string, Keyword extends string> = Line extends `${Keyword}${Blank}${infer Rest}`
  ? Rest extends `${infer Name}=${string}`
    ? Trimmed<Name>
    : never
  : never;
type Trimmed<Text extends string> = Text extends `${Blank}${infer Rest}`
  ? Trimmed<Rest>
  : Text extends `${infer Rest}${Blank}`
    ? Trimmed<Rest>
    : Text;
type Blank = " " | "\t" | "\r";

/**
 * Makes a rule of a program's text; the names of hyperparameters and states become types.
 * @throws RuleError where the text breaks the rule language.
 */
export function defineRule<const Source extends string>(
  source: Source,
): Rule<Declared<Source, "hyper">, Declared<Source, "state">>;
export function defineRule(source: string): Rule {
  return ruleOf(parseRule(source), source);
}

/**
 * Makes a rule of a checked program, such as an edited one.
 * @param source - its text; the canonical one unless told.
 */
export function ruleOf(program: Program, source: string = printProgram(program)): Rule {
  return {
    name: program.name,
    source,
    program,
    compiled: compile(program, reductions),
    hypers: Object.fromEntries(program.hypers.map(({ name, value }) => [name, value])),
    states: program.states.map(({ name }) => name),
  };
}
