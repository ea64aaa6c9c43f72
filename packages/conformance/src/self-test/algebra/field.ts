import { fromNumber } from "../../exact/big-float.ts";
import {
  add,
  atom,
  constant,
  keyOf,
  type Monomial,
  monomial,
  multiply,
  one,
  type Polynomial,
  powersIn,
  quotient,
} from "./polynomial.ts";

/** A quotient of polynomials over atoms. */
export interface Fraction {
  readonly over: Polynomial;
  readonly under: Polynomial;
}

/**
 * Rational functions over named quantities and over square roots of polynomials in them, with exact equality.
 * Roots are real: what stands below a root is taken to be at least 0, and a divisor there to be greater than 0.
 */
export interface Field {
  /** The quantity of a name: the same name, the same atom. */
  named(name: string): Fraction;
  /** A function of arguments that is opaque but for its name: equal arguments, the same atom. */
  opaque(name: string, given: readonly Fraction[]): Fraction;
  sum(a: Fraction, b: Fraction, sign?: 1n | -1n): Fraction;
  product(a: Fraction, b: Fraction): Fraction;
  quotient(a: Fraction, b: Fraction): Fraction;
  root(a: Fraction): Fraction;
  equal(a: Fraction, b: Fraction): boolean;
}

/** The exact value of a binary64 number. */
export function numberFraction(x: number): Fraction {
  const { mantissa, exponent } = fromNumber(x);
  const power = constant(1n << BigInt(Math.abs(exponent)));
  return exponent < 0
    ? { over: constant(mantissa), under: power }
    : { over: multiply(constant(mantissa), power), under: one };
}

export function createField(): Field {
  const atoms = new Map<string, number>();
  const radicands = new Map<number, Polynomial>();
  const opaques: { readonly name: string; readonly given: readonly Fraction[] }[] = [];

  const numbered = (key: string): number => {
    const known = atoms.get(key) ?? atoms.size;
    atoms.set(key, known);
    return known;
  };
  const rootAtom = (radicand: Polynomial): Polynomial => {
    if (radicand.size === 0 || keyOf(radicand) === keyOf(one)) return radicand;
    const number = numbered(`root of ${keyOf(radicand)}`);
    radicands.set(number, radicand);
    return atom(number);
  };

  /** √A·√A = A, and √A·√B = √(A·B), so that no term holds more than one root. */
  const reduced = (a: Polynomial): Polynomial => {
    let result: Polynomial = new Map();
    for (const [key, coefficient] of a) result = add(result, reducedTerm(key), coefficient);
    return result;
  };
  const reducedTerm = (key: Monomial): Polynomial => {
    const powers = powersIn(key);
    const roots = [...powers].filter(([number]) => radicands.has(number));
    if (roots.length === 0 || (roots.length === 1 && roots[0]![1] === 1)) return new Map([[key, 1n]]);
    let outside: Polynomial = new Map([
      [monomial(new Map([...powers].filter(([number]) => !radicands.has(number)))), 1n],
    ]);
    let inside: Polynomial | undefined;
    for (const [number, exponent] of roots) {
      const radicand = radicands.get(number)!;
      for (let pair = 0; pair < exponent >> 1; pair++) outside = multiply(outside, radicand);
      if (exponent % 2 === 0) continue;
      if (inside === undefined) {
        inside = radicand;
        continue;
      }
      // Where one divides the other, it comes out of the root: √A·√(A·B) = A·√B.
      const more = quotient(radicand, inside);
      const less = more === undefined ? quotient(inside, radicand) : undefined;
      if (more !== undefined || less !== undefined)
        outside = multiply(outside, more === undefined ? radicand : inside);
      inside = more ?? less ?? multiply(inside, radicand);
    }
    return reduced(inside === undefined ? outside : multiply(outside, rootAtom(inside)));
  };
  const times = (a: Polynomial, b: Polynomial): Polynomial => reduced(multiply(a, b));
  /** Cancels a denominator that divides its numerator, to keep the two short; equality does not depend on it. */
  const lowest = ({ over, under }: Fraction): Fraction => {
    if (under.size === 0) return { over, under };
    const whole = quotient(over, under);
    return whole === undefined ? { over, under } : { over: whole, under: one };
  };

  const field: Field = {
    named: (name) => ({ over: atom(numbered(name)), under: one }),
    opaque(name, given) {
      const known = opaques.findIndex(
        (other) =>
          other.name === name && other.given.every((each, index) => field.equal(each, given[index]!)),
      );
      const number = known === -1 ? opaques.push({ name, given }) - 1 : known;
      return field.named(`${name} number ${number}`);
    },
    sum(a, b, sign = 1n) {
      if (keyOf(a.under) === keyOf(b.under))
        return lowest({ over: add(a.over, b.over, sign), under: a.under });
      const over = add(times(a.over, b.under), times(b.over, a.under), sign);
      return lowest({ over, under: times(a.under, b.under) });
    },
    product: (a, b) => lowest({ over: times(a.over, b.over), under: times(a.under, b.under) }),
    quotient: (a, b) => lowest({ over: times(a.over, b.under), under: times(a.under, b.over) }),
    /** √(p/q) = √(p·q)/q for q > 0. */
    root: ({ over, under }) => lowest({ over: rootAtom(times(over, under)), under }),
    equal: (a, b) =>
      a.under.size > 0 &&
      b.under.size > 0 &&
      add(times(a.over, b.under), times(b.over, a.under), -1n).size === 0,
  };
  return field;
}
