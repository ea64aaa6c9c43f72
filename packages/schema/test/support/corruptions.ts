/** One edit of a JSON value, described by its path and what was done there. */
export interface Corruption {
  readonly path: string;
  readonly edit: string;
  readonly value: unknown;
}

/** Every single edit of a JSON value that leaves something of another form: fields and elements dropped, added or retyped. */
export function* corruptions(root: unknown): Generator<Corruption> {
  for (const { path, node, replace } of nodes(root, "", (value) => value)) {
    for (const [edit, value] of edits(node)) yield { path, edit, value: replace(value) };
  }
}

interface Node {
  readonly path: string;
  readonly node: unknown;
  /** The whole value with another one in this place. */
  readonly replace: (value: unknown) => unknown;
}

function* nodes(node: unknown, path: string, replace: Node["replace"]): Generator<Node> {
  yield { path, node, replace };
  if (typeof node !== "object" || node === null) return;
  for (const [key, child] of Object.entries(node))
    yield* nodes(child, `${path}/${key}`, (value) => replace(withEntry(node, key, value)));
}

function* edits(node: unknown): Generator<[string, unknown]> {
  const wrong: [string, unknown][] = [
    ["null", null],
    ["true", true],
    ["object", { extra: [] }],
    ["Infinity", JSON.parse("1e999")],
    ["text", "x y"],
    ["empty", ""],
    ["array", [[]]],
    ["number", -1.5],
  ];
  const same: Record<string, readonly string[]> = {
    number: ["number"],
    string: ["text"],
    special: ["number"],
    array: ["array"],
    boolean: ["true"],
    object: ["object"],
    // In place of a bound that is null, a number is a bound.
    null: ["null", "number"],
  };
  const special = node === "NaN" || node === "-0" || node === "Infinity" || node === "-Infinity";
  const kind = Array.isArray(node) ? "array" : node === null ? "null" : special ? "special" : typeof node;
  for (const [name, value] of wrong) if (!same[kind]!.includes(name)) yield [`retyped: ${name}`, value];
  if (kind === "array") {
    const list = node as unknown[];
    if (list.length > 0) yield ["element dropped", list.slice(1)];
    if (list.length > 0) yield ["element twice", [...list, list[0]]];
    yield ["array in array", [...list, []]];
  }
  if (kind === "object") {
    const fields = node as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      const { [key]: _, ...rest } = fields;
      yield [`${key} dropped`, rest];
    }
    yield ["extra field", { ...fields, extra: Object.values(fields)[0] ?? 0 }];
    yield [
      "__proto__",
      JSON.parse(
        `{${[...Object.entries(fields), ["__proto__", {}]].map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`,
      ),
    ];
  }
}

function withEntry(node: object, key: string, value: unknown): unknown {
  return Array.isArray(node) ? node.with(Number(key), value) : { ...node, [key]: value };
}
