/** What the words of a manifest stand for: `{port}`, `{ports}`, `{kits}` and `{cache}`. */
export interface Places {
  /** The folder of the port's manifest. */
  readonly port: string;
  /** The folder of all ports. */
  readonly ports: string;
  readonly kits: string;
  /** Where the port's setup puts what it installs or builds. */
  readonly cache: string;
}

const known: readonly string[] = ["port", "ports", "kits", "cache"] satisfies (keyof Places)[];
const place = /\{([A-Za-z]+)\}/g;

/** A word with every `{place}` filled in; those that are not given stay as they are. */
export function fill(word: string, places: Partial<Places>): string {
  return word.replace(place, (whole, name: keyof Places) => places[name] ?? whole);
}

/** What looks like a place in words, and is none. */
export function unknownPlaces(words: readonly string[]): string[] {
  return words.flatMap((word) =>
    [...word.matchAll(place)].filter(([, name]) => !known.includes(name!)).map(([whole]) => whole),
  );
}
