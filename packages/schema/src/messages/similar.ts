/**
 * The fewest edits that turn one name into another: insert, delete or replace a letter, or swap two neighbours
 * (the optimal string alignment form of the Damerau-Levenshtein distance).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}

/** A name without what naming conventions add: case, separators, and the subscripts of ρ₁ or β₂. */
export function bare(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_.-]/g, "");
}

/** The known names nearest to a misspelt one, as long as at least three fifths of each agree (but one edit is always allowed). */
export function similarNames(name: string, known: readonly string[]): readonly string[] {
  const candidates = known
    // A name far longer than any candidate cannot be one misspelt; comparing it would only cost time.
    .filter((candidate) => name.length <= 2 * candidate.length + 1)
    .map((candidate) => ({ candidate, edits: editDistance(bare(name), bare(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length * 0.4)));
  const fewest = Math.min(...candidates.map(({ edits }) => edits));
  return candidates.filter(({ edits }) => edits === fewest).map(({ candidate }) => candidate);
}

/** The hint after a message about an unknown name, such as `; did you mean beta1?`; empty where nothing is near. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`;
}
