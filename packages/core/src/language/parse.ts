import { checkProgram } from "./check.ts";
import { RuleError } from "./rule-error.ts";
import {
  type Assignment,
  type Comparison,
  type Expression,
  type HyperDeclaration,
  type Interval,
  maximumDepth,
  type Operator,
  type Program,
  type SlotDeclaration,
} from "./syntax.ts";
import { type Token, tokenize } from "./tokens.ts";

/**
 * Parses and checks a rule program (spec/rule-language.md).
 * @throws RuleError with line and column; nothing of a broken program is returned.
 */
export function parseRule(source: string): Program {
  const program = new Parser(source).program();
  checkProgram(program, source);
  return program;
}

/** Recursive descent over the grammar of spec/rule-language.md, one method per production. */
class Parser {
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;

  constructor(source: string) {
    this.source = source;
    this.tokens = tokenize(source);
  }

  program(): Program {
    this.keyword("rule");
    const name = this.name("a rule name");
    this.endOfLine();
    const hypers: HyperDeclaration[] = [];
    const slots: Record<"state" | "scalar", SlotDeclaration[]> = { state: [], scalar: [] };
    const assignments: Assignment[] = [];
    while (this.peek().kind !== "end") {
      const { text, at } = this.peek();
      const declares = text === "hyper" || text === "state" || text === "scalar";
      if (declares && assignments.length > 0) this.fail("declarations stand before the first assignment", at);
      if (text === "hyper") hypers.push(this.hyper());
      else if (text === "state" || text === "scalar") slots[text].push(this.slot());
      else assignments.push(this.assignment());
      this.endOfLine();
    }
    return { name: name.text, hypers, states: slots.state, scalars: slots.scalar, assignments };
  }

  private hyper(): HyperDeclaration {
    const slot = this.slot();
    this.keyword("in");
    return { ...slot, range: this.interval() };
  }

  private slot(): SlotDeclaration {
    this.next();
    const name = this.name("a name");
    this.symbol("=");
    return { name: name.text, value: this.signedNumber(), at: name.at };
  }

  private interval(): Interval {
    const open = this.symbol("[", "(");
    const low = this.signedNumber(true);
    this.symbol(",");
    const high = this.signedNumber(true);
    const close = this.symbol("]", ")");
    const interval = { low, high, lowOpen: open.text === "(", highOpen: close.text === ")" };
    if (!(low <= high)) this.fail(`expected an interval with low <= high, got ${low} > ${high}`, open.at);
    if ((low === -Infinity && !interval.lowOpen) || (high === Infinity && !interval.highOpen))
      this.fail("an infinite end of an interval is open", open.at);
    return interval;
  }

  private signedNumber(infinite = false): number {
    const negative = this.accept("-");
    const token = this.next();
    if (infinite && token.text === "inf") return negative ? -Infinity : Infinity;
    if (token.kind !== "number") this.unexpected(infinite ? "a number or inf" : "a number", token);
    return negative ? -this.number(token) : this.number(token);
  }

  private number(token: Token): number {
    const value = Number(token.text);
    if (!Number.isFinite(value)) this.fail(`${token.text} is too large for binary64`, token.at);
    return value;
  }

  private assignment(): Assignment {
    const target = this.name("a declaration or an assignment");
    this.symbol("=");
    return { target: target.text, value: this.expression(), at: target.at };
  }

  private expression(): Expression {
    return this.chain(["+", "-"], () => this.chain(["*", "/"], () => this.unary()));
  }

  /** Left-associative operators of one precedence. */
  private chain(operators: readonly Operator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.isSymbol(candidate));
      if (operator === undefined) return left;
      const { at } = this.next();
      left = { kind: "binary", operator, left, right: operand(), at };
    }
  }

  private unary(): Expression {
    const { at } = this.peek();
    if (++this.depth > maximumDepth) this.fail(`expected at most ${maximumDepth} nested expressions`, at);
    const result: Expression = this.accept("-")
      ? { kind: "negate", operand: this.unary(), at }
      : this.power();
    this.depth--;
    return result;
  }

  private power(): Expression {
    const base = this.primary();
    if (!this.isSymbol("^")) return base;
    const { at } = this.next();
    return { kind: "power", base, exponent: this.primary(), at };
  }

  private primary(): Expression {
    const token = this.next();
    if (token.kind === "number") return { kind: "number", value: this.number(token), at: token.at };
    if (token.kind === "name") {
      if (!this.isSymbol("(")) return { kind: "name", name: token.text, at: token.at };
      this.next();
      const first = this.expression();
      if (token.text === "select") return this.select(first, token.at);
      const values = [first];
      while (this.accept(",")) values.push(this.expression());
      this.symbol(")");
      return { kind: "call", callee: token.text, arguments: values, at: token.at };
    }
    if (token.text !== "(") this.unexpected("an expression", token);
    const inner = this.expression();
    this.symbol(")");
    return inner;
  }

  /** What follows the left side of a comparison. */
  private select(left: Expression, at: number): Expression {
    const comparison = this.symbol("<", "<=").text as Comparison;
    const right = this.expression();
    this.symbol(",");
    const whenTrue = this.expression();
    this.symbol(",");
    const whenFalse = this.expression();
    this.symbol(")");
    return { kind: "select", comparison, left, right, whenTrue, whenFalse, at };
  }

  private peek(): Token {
    return this.tokens[this.position]!;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.position++;
    return token;
  }

  private isSymbol(text: string): boolean {
    return this.peek().kind === "symbol" && this.peek().text === text;
  }

  private accept(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.position++;
    return true;
  }

  private symbol(...texts: string[]): Token {
    const token = this.next();
    if (token.kind !== "symbol" || !texts.includes(token.text))
      this.unexpected(texts.map((text) => `"${text}"`).join(" or "), token);
    return token;
  }

  private keyword(text: string): void {
    const token = this.next();
    if (token.kind !== "name" || token.text !== text) this.unexpected(`"${text}"`, token);
  }

  private name(expected: string): Token {
    const token = this.next();
    if (token.kind !== "name") this.unexpected(expected, token);
    return token;
  }

  private endOfLine(): void {
    const token = this.next();
    if (token.kind !== "newline" && token.kind !== "end")
      this.unexpected("an operator or the end of the line", token);
  }

  private unexpected(expected: string, token: Token): never {
    const got =
      { end: "the end of the program", newline: "the end of the line" }[token.kind as string] ??
      `"${token.text}"`;
    return this.fail(`expected ${expected}, got ${got}`, token.at);
  }

  private fail(problem: string, at: number): never {
    throw new RuleError(problem, this.source, at);
  }
}
