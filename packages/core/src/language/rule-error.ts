/** The most characters of a line that a message quotes. */
const widestExcerpt = 120;

/**
 * A program that breaks a rule of the language (spec/rule-language.md).
 * The message shows the place, where there is a text; `line` and `column` count from 1.
 */
export class RuleError extends SyntaxError {
  readonly line: number;
  readonly column: number;

  constructor(problem: string, source: string, offset: number) {
    const before = source.slice(0, offset).split("\n");
    const line = before.length;
    const column = before[line - 1]!.length + 1;
    const start = offset - Math.min(column - 1, widestExcerpt / 2);
    const text = source
      .slice(start, start + widestExcerpt)
      .split("\n")[0]!
      .trimEnd();
    // Tabs are kept, so that the caret stands below its place however wide they are shown.
    const indent = source.slice(start, offset).replaceAll(/[^\t]/g, " ");
    super(source === "" ? problem : `line ${line}, column ${column}: ${problem}\n  ${text}\n  ${indent}^`);
    this.name = "RuleError";
    this.line = line;
    this.column = column;
  }
}
