const source: unique symbol = Symbol("markup");

/** Text that is HTML already; only `html` and `trusted` make it, and no data read from JSON can pass for it. */
export interface Markup {
  readonly [source]: string;
}

/** What may stand in a template: text and numbers are escaped, lists are joined, `undefined` and `false` vanish. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML of a template in which every value is escaped; attribute values have to stand in quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return trusted(strings.map((text, index) => text + textOf(values[index])).join(""));
}

/** Takes text for HTML as it stands: for the report's own style and script alone. */
export function trusted(text: string): Markup {
  return { [source]: text };
}

/** The text of content, ready to be written. */
export function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (Array.isArray(content)) return content.map(textOf).join("");
  if (typeof content === "object" && content !== null && source in content) return content[source];
  // Control characters are no HTML, whatever stands for them.
  const text = String(content).replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, "\ufffd");
  return text.replace(/[&<>"']/g, (c) => entities[c]!);
}
