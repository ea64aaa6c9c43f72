import { didYouMean, similarNames } from "@optspec/schema";
import { UsageError } from "../../src/cli/exit-codes.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The manifests that some words name: folders, with or without the language, in which `*` stands for any characters.
 * @param words - none means all.
 * @param languages - only these; none means all.
 * @throws UsageError for a word or a language that fits no port.
 */
export function select(
  manifests: readonly Manifest[],
  words: readonly string[],
  languages: readonly string[],
): Manifest[] {
  const known = [...new Set(manifests.map(({ language }) => language))];
  for (const language of languages)
    if (!known.includes(language))
      throw new UsageError(`--language: expected ${known.join(", ")}, got ${language}`);
  const names = manifests.map(({ name }) => name);
  for (const word of words)
    if (!manifests.some((manifest) => fits(manifest, word)))
      throw new UsageError(
        `ports: expected the name of a port, got "${word}"${didYouMean(similarNames(word, names))}; --list shows all`,
      );
  return manifests
    .filter(({ language }) => languages.length === 0 || languages.includes(language))
    .filter((manifest) => words.length === 0 || words.some((word) => fits(manifest, word)));
}

function fits({ name, language }: Manifest, word: string): boolean {
  const pattern = word.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const whole = new RegExp(`^${pattern.join(".*")}$`);
  return whole.test(name) || whole.test(name.slice(language.length + 1));
}
