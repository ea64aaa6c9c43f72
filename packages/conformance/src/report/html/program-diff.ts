import { common } from "../program-diff.ts";
import { html, type Markup } from "./markup.ts";

/** The lines of an evident program, with the tokens marked that the specified one does not have in their place. */
export function markedProgram(evident: readonly string[], specified: readonly string[] | undefined): Markup {
  return html`<pre class="program"><code>${evident.map((line, index) => [
    index > 0 && "\n",
    specified === undefined ? line : markedLine(line, counterpart(line, specified)),
  ])}</code></pre>`;
}

/** The specified line with the same left-hand side. */
function counterpart(line: string, specified: readonly string[]): string {
  const target = line.split("=", 1)[0]!.trim();
  return specified.find((other) => other.split("=", 1)[0]!.trim() === target) ?? "";
}

function markedLine(line: string, specified: string): Markup[] {
  const [own, other] = [tokens(line), tokens(specified)];
  const kept = common(own, other);
  const runs: { text: string; marked: boolean }[] = [];
  own.forEach((token, index) => {
    // Spaces between two marked tokens belong to the mark.
    const marked = token.trim() === "" ? !kept[index - 1] && !kept[index + 1] && index > 0 : !kept[index];
    const last = runs.at(-1);
    if (last?.marked === marked) last.text += token;
    else runs.push({ text: token, marked });
  });
  return runs.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : html`${text}`));
}

function tokens(line: string): string[] {
  return line.match(/\s+|[\w.]+(?:e[-+]\d+)?|./g) ?? [];
}
