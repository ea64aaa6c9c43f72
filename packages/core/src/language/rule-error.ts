/**
 * A program that breaks a rule of the language (spec/rule-language.md).
 * The message shows the place; `line` and `column` count from 1.
 */
export class RuleError extends SyntaxError {
  readonly line: number;
  readonly column: number;

  constructor(problem: string, source: string, offset: number) {
    const before = source.slice(0, offset).split("\n");
    const line = before.length;
    const column = before[line - 1]!.length + 1;
    const text = source.split("\n")[line - 1]!;
    super(`line ${line}, column ${column}: ${problem}\n  ${text}\n  ${" ".repeat(column - 1)}^`);
    this.name = "RuleError";
    this.line = line;
    this.column = column;
  }
}
