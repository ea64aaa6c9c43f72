/**
 * A polynomial with whole coefficients over numbered atoms, in canonical form: monomial → coefficient other than 0.
 * Two polynomials are equal exactly where their maps are.
 */
export type Polynomial = ReadonlyMap<Monomial, bigint>;

/** Powers of atoms, by ascending number of the atom: "3^2 5^1"; the empty text is 1. */
export type Monomial = string;

export const zero: Polynomial = new Map();
export const one: Polynomial = constant(1n);

export function constant(value: bigint): Polynomial {
  return new Map(value === 0n ? [] : [["", value]]);
}

export function atom(number: number): Polynomial {
  return new Map([[monomial(new Map([[number, 1]])), 1n]]);
}

/** The powers in a monomial: atom → exponent. */
export function powersIn(text: Monomial): Map<number, number> {
  if (text === "") return new Map();
  return new Map(
    text.split(" ").map((factor) => factor.split("^").map(Number) as [atom: number, exponent: number]),
  );
}

export function monomial(powers: ReadonlyMap<number, number>): Monomial {
  return [...powers]
    .filter(([, exponent]) => exponent !== 0)
    .sort(([a], [b]) => a - b)
    .map(([number, exponent]) => `${number}^${exponent}`)
    .join(" ");
}

function multiplyMonomials(a: Monomial, b: Monomial): Monomial {
  if (a === "" || b === "") return a + b;
  const powers = powersIn(a);
  for (const [number, exponent] of powersIn(b)) powers.set(number, (powers.get(number) ?? 0) + exponent);
  return monomial(powers);
}

/** a + factor·b. */
export function add(a: Polynomial, b: Polynomial, factor = 1n): Polynomial {
  const sum = new Map(a);
  for (const [key, coefficient] of b) {
    const value = (sum.get(key) ?? 0n) + factor * coefficient;
    if (value === 0n) sum.delete(key);
    else sum.set(key, value);
  }
  return sum;
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  let product: Polynomial = zero;
  for (const [key, coefficient] of a) {
    const row = [...b].map(([other, value]) => [multiplyMonomials(key, other), coefficient * value] as const);
    product = add(product, new Map(row));
  }
  return product;
}

/** A text that two polynomials share exactly where they are equal. */
export function keyOf(a: Polynomial): string {
  return [...a]
    .sort(([p], [q]) => (p < q ? -1 : 1))
    .map(([key, coefficient]) => `${coefficient}*${key}`)
    .join(" + ");
}

/** a / b where b divides a, else undefined. */
export function quotient(a: Polynomial, b: Polynomial): Polynomial | undefined {
  let rest = a;
  let result: Polynomial = zero;
  const [lead, leadCoefficient] = leading(b);
  while (rest.size > 0) {
    const [top, coefficient] = leading(rest);
    const powers = powersIn(top);
    for (const [number, exponent] of powersIn(lead)) powers.set(number, (powers.get(number) ?? 0) - exponent);
    if (coefficient % leadCoefficient !== 0n || [...powers.values()].some((exponent) => exponent < 0))
      return undefined;
    const term: Polynomial = new Map([[monomial(powers), coefficient / leadCoefficient]]);
    result = add(result, term);
    rest = add(rest, multiply(term, b), -1n);
  }
  return result;
}

/** The greatest term in lexicographic order, in which products keep their order. */
function leading(a: Polynomial): readonly [Monomial, bigint] {
  return [...a].reduce((best, term) => (isGreater(term[0], best[0]) ? term : best));
}

function isGreater(a: Monomial, b: Monomial): boolean {
  const left = powersIn(a);
  const right = powersIn(b);
  for (const number of [...new Set([...left.keys(), ...right.keys()])].sort((p, q) => p - q)) {
    const difference = (left.get(number) ?? 0) - (right.get(number) ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
