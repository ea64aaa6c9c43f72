/** A line of an evident program beside the specified one. */
export interface DiffLine {
  /** `-`: specified only; `+`: evident only; a space: both. */
  readonly mark: " " | "-" | "+";
  readonly text: string;
}

/** The specified and the evident program as one, line by line; the evident one alone where nothing is specified. */
export function diffOf(evident: readonly string[], specified: readonly string[] | undefined): DiffLine[] {
  if (specified === undefined) return evident.map((text) => ({ mark: " ", text }));
  const [kept, wanted] = [common(evident, specified), common(specified, evident)];
  const lines: DiffLine[] = [];
  let next = 0;
  const missing = (): void => {
    for (; next < specified.length && !wanted[next]; next++)
      lines.push({ mark: "-", text: specified[next]! });
  };
  evident.forEach((text, index) => {
    missing();
    if (kept[index]) next++;
    lines.push({ mark: kept[index] ? " " : "+", text });
  });
  missing();
  return lines;
}

/** Which items of a belong to a longest common subsequence of a and b. */
export function common(a: readonly string[], b: readonly string[]): boolean[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] =
        a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const kept = new Array<boolean>(a.length).fill(false);
  for (let i = 0, j = 0; i < a.length && j < b.length; )
    if (a[i] === b[j]) {
      kept[i] = true;
      i++;
      j++;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  return kept;
}
