import katex from "katex";
import type MarkdownIt from "markdown-it";

/** TeX as HTML and MathML. @throws Error where it is no TeX, naming the formula. */
export function formula(tex: string, displayMode: boolean): string {
  return katex.renderToString(tex, {
    displayMode,
    throwOnError: true,
    strict: "error",
    output: "htmlAndMathml",
  });
}

/** `$$ … $$` on lines of their own, and `$…$` within a line. */
export function math(markdown: MarkdownIt): void {
  markdown.block.ruler.before(
    "fence",
    "formula",
    (state, startLine, endLine, silent) => {
      const line = (at: number): string =>
        state.src.slice(state.bMarks[at]! + state.tShift[at]!, state.eMarks[at]!).trim();
      if (line(startLine) !== "$$") return false;
      let end = startLine + 1;
      while (end < endLine && line(end) !== "$$") end++;
      if (end >= endLine) return false;
      if (silent) return true;
      const token = state.push("formula", "", 0);
      token.content = state.getLines(startLine + 1, end, state.blkIndent, false);
      token.map = [startLine, end + 1];
      state.line = end + 1;
      return true;
    },
    { alt: ["paragraph", "list", "blockquote"] },
  );
  markdown.inline.ruler.after("escape", "formula", (state, silent) => {
    const found = /^\$([^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)/.exec(state.src.slice(state.pos));
    if (found === null) return false;
    if (!silent) {
      const token = state.push("formula_inline", "", 0);
      token.content = found[1]!;
    }
    state.pos += found[0].length;
    return true;
  });
  markdown.renderer.rules.formula = (tokens, index) =>
    `<div class="formula">${formula(tokens[index]!.content, true)}</div>\n`;
  markdown.renderer.rules.formula_inline = (tokens, index) => formula(tokens[index]!.content, false);
}
