/** Numbers on which careless codecs break; a port has to send them back as they came, before anything is judged. */
export const echoValues: readonly number[] = [
  0.1,
  Number.NaN,
  -0,
  5e-324,
  0,
  -1.5,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  // The smallest normal number, and the largest below it.
  2.2250738585072014e-308,
  2.225073858507201e-308,
  // The neighbours of 1, and of 0.3.
  1.0000000000000002,
  0.9999999999999999,
  0.30000000000000004,
  // Large enough to be written with an exponent, too large for 64-bit integers.
  9007199254740991,
  123456789012345680000,
  1e21,
  1e-7,
  // The smallest and the largest of binary32, and what binary32 makes of 0.1.
  1.401298464324817e-45,
  3.4028234663852886e38,
  0.10000000149011612,
];

/** What is wrong with an echo; nothing if every number came back. */
export function echoProblem(got: readonly number[]): string | undefined {
  if (got.length !== echoValues.length)
    return `echo: expected ${echoValues.length} values, got ${got.length}`;
  const index = echoValues.findIndex((value, at) => !Object.is(value, got[at]));
  return index === -1
    ? undefined
    : `echo: expected ${text(echoValues[index]!)} back as values[${index}], got ${text(got[index]!)}; numbers have to survive the port's JSON`;
}

function text(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
