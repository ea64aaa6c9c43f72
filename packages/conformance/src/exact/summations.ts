import type { Format } from "./big-float.ts";
import { addIn, roundIn } from "./ieee.ts";

type Sum = (format: Format, values: readonly number[]) => number;

/** Eight lanes, then the lanes in halves: the order of spec/arithmetic.md, "Sums". */
const lanes: Sum = (format, values) => {
  const lane = new Array<number>(8).fill(0);
  values.forEach((value, index) => {
    lane[index % 8] = addIn(format, lane[index % 8]!, value);
  });
  const [a, b, c, d] = [0, 1, 2, 3].map((j) => addIn(format, lane[j]!, lane[j + 4]!));
  return addIn(format, addIn(format, a!, c!), addIn(format, b!, d!));
};

const sequential: Sum = (format, values) => values.reduce((sum, value) => addIn(format, sum, value), 0);

const pairwise: Sum = (format, values) => {
  if (values.length < 2) return values[0] ?? 0;
  const half = values.length >> 1;
  return addIn(format, pairwise(format, values.slice(0, half)), pairwise(format, values.slice(half)));
};

/** The name of an order of additions. */
export type Summation = "lanes" | "sequential" | "reversed" | "pairwise" | "wide";

/** Orders in which honest ports add up, by name; the first is that of the contract. */
export const summations: Readonly<Record<Summation, Sum>> = {
  lanes,
  sequential,
  reversed: (format, values) => sequential(format, values.toReversed()),
  pairwise,
  /** In binary64, rounded at the end. */
  wide: (format, values) => roundIn(format, sequential("f64", values)),
};
