/** Ways to stress a piece of text. */
export type Style = "good" | "bad" | "warn" | "faint" | "strong";

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  faint: [2, 22],
  strong: [1, 22],
};

export type Paint = (text: string, style?: Style) => string;

/** Styles text with ANSI sequences, or leaves it as it is; what the text itself holds steers no terminal. */
export function painter(colour: boolean): Paint {
  return (text, style) => {
    const safe = inert(text);
    return colour && style !== undefined && safe !== ""
      ? `\u001b[${codes[style][0]}m${safe}\u001b[${codes[style][1]}m`
      : safe;
  };
}

/** Text with control and formatting characters spelled out. */
export function inert(text: string): string {
  return String(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Text from a port on one line, cut short. */
export function plain(text: string, longest = 400): string {
  const line = inert(String(text).replace(/\s+/g, " ").trim());
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

/** Breaks text at spaces into lines of at most `width`; a word that is longer stands alone, unbroken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Wrapped lines behind a first indent, and a hanging one for the lines after. */
export function paragraph(text: string, width: number, first: string, rest: string = first): string[] {
  return wrap(inert(text), width - rest.length).map((line, index) => (index === 0 ? first : rest) + line);
}
