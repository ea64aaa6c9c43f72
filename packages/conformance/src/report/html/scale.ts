/** Maps a size to 0 … 1 on a logarithmic axis. */
export interface Scale {
  /** Powers of ten with a tick. */
  readonly decades: readonly number[];
  /** Whether the far end stands for infinity. */
  readonly unbounded: boolean;
  /** The near end stands for everything below it, too. */
  position(size: number): number;
}

/** The axis for sizes: from 10 to the power of `least` to beyond the largest, with a place of its own for infinity. */
export function logScale(sizes: readonly number[], least: number): Scale {
  const unbounded = sizes.includes(Number.POSITIVE_INFINITY);
  let largest = 1;
  for (const size of sizes) if (Number.isFinite(size) && size > largest) largest = size;
  const top = Math.max(1, Math.ceil(Math.log10(largest) + 0.2));
  const end = unbounded ? top + Math.max(1, top / 10) : top;
  return {
    decades: Array.from({ length: top - least + 1 }, (_, index) => least + index),
    unbounded,
    position(size) {
      const place = (Math.log10(size) - least) / (end - least);
      return place > 0 ? Math.min(1, place) : 0;
    },
  };
}

export interface Tick {
  readonly size: number;
  readonly text: string;
  /** Left out where there is little room. */
  readonly rare: boolean;
}

/** Ticks at every power of ten, about `most` of them named. */
export function ticks({ decades, unbounded }: Scale, most: number): Tick[] {
  const [least] = decades;
  const step = Math.ceil(decades.length / most);
  const all = decades.map((decade) => {
    const named = decade % step === 0 || decade === least;
    const crowded = decade !== 0 && Math.abs(decade) % (2 * step) !== 0;
    const text = named ? (decade === least ? "0" : power(decade)) : "";
    return { size: 10 ** decade, text, rare: crowded && decade !== least };
  });
  return unbounded ? [...all, { size: Number.POSITIVE_INFINITY, text: "∞", rare: false }] : all;
}

function power(decade: number): string {
  if (decade === 0) return "1";
  return `10${[...String(decade)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("")}`;
}
