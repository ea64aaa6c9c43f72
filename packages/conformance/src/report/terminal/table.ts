import type { Paint, Style } from "./text.ts";

export interface Column {
  /** The heading, on two lines. */
  readonly heading: readonly [string, string];
  readonly align: "left" | "right";
}

export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** Rows under a heading of their own. */
export interface Section {
  readonly heading: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** Lays sections out under common columns; gaps and indent shrink where the width asks for it. */
export function table(
  columns: readonly Column[],
  sections: readonly Section[],
  width: number,
  paint: Paint,
): string[] {
  const widths = columns.map(({ heading }, index) =>
    Math.max(
      ...heading.map((text) => text.length),
      ...sections.flatMap(({ rows }) => rows.map((row) => row[index]!.text.length)),
    ),
  );
  const content = widths.reduce((sum, w) => sum + w, 0);
  const roomy = content + 2 * columns.length <= width;
  const gap = roomy ? "  " : " ";
  const indent = roomy ? "  " : "";
  const line = (cells: readonly Cell[]): string => {
    const padded = cells.map(({ text, style }, index) => {
      const space = " ".repeat(widths[index]! - text.length);
      return columns[index]!.align === "left" ? paint(text, style) + space : space + paint(text, style);
    });
    return (indent + padded.join(gap)).trimEnd();
  };
  const heading = (index: 0 | 1): string =>
    line(columns.map((column) => ({ text: column.heading[index], style: "faint" })));
  const rule = indent + "─".repeat(content + gap.length * (columns.length - 1));
  return [
    heading(0),
    heading(1),
    paint(rule, "faint"),
    ...sections.flatMap((section, index) => [
      ...(index > 0 ? [""] : []),
      indent + paint(section.heading, "strong"),
      ...section.rows.map(line),
    ]),
  ];
}
