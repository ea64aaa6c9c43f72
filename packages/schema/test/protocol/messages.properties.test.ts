import fc from "fast-check";
import { expect, test } from "vitest";
import type { z } from "zod";
import { encodeNumbers, fixtureSchema, runReplySchema, runRequestSchema } from "../../src/index.ts";
import { corruptions } from "../support/corruptions.ts";
import { fixture, reply, request, throughText } from "../support/samples.ts";

interface Row {
  readonly schema: z.ZodType;
  readonly sample: unknown;
  /** Edits that leave another message of the right form. */
  readonly harmless: readonly RegExp[];
}

const runs = [
  /\/config: (\w+ dropped|extra field)$/,
  /\/steps\/\d+: config dropped$/,
  /^\/rule: retyped: text$/,
];
const table: Record<string, Row> = {
  request: {
    schema: runRequestSchema,
    sample: request,
    harmless: [...runs, /^\/steps: element (dropped|twice)$/],
  },
  reply: {
    schema: runReplySchema,
    sample: reply,
    harmless: [
      /^\/steps: element (dropped|twice)$/,
      /: state dropped$/,
      /\/state: \w dropped$/,
      /\/state\/\w: (\w dropped|extra field)$/,
    ],
  },
  fixture: {
    schema: fixtureSchema,
    sample: fixture,
    harmless: [
      ...runs,
      /^\/requirements: element dropped$/,
      /^\/hunts: element dropped$/,
      /\/bound\/\d: retyped: null$/,
    ],
  },
};

for (const [name, { schema, sample, harmless }] of Object.entries(table)) {
  test(`${name}: the sample is accepted`, () => {
    expect(schema.safeParse(throughText(sample)).success).toBe(true);
  });

  test(`${name}: every single corruption is refused with a reason`, () => {
    let refused = 0;
    for (const { path, edit, value } of corruptions(throughText(sample))) {
      const what = `${path}: ${edit}`;
      const { success, error } = schema.safeParse(value);
      expect(success, what).toBe(harmless.some((pattern) => pattern.test(what)));
      for (const { message } of error?.issues ?? []) expect(message, what).toMatch(/^expected .+, got .+/);
      if (!success) refused++;
    }
    expect(refused).toBeGreaterThan(200);
  });

  test(`${name}: junk is refused, and nothing is thrown`, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true }), fc.jsonValue()),
        (input) => {
          expect(schema.safeParse(input).success).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
}

test("numbers survive the journey to a port and back", () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { minLength: 1 }), (values) => {
      const data = throughText(encodeNumbers(values));
      const sent = runRequestSchema.parse({
        rule: "gd",
        dtype: "f64",
        config: {},
        params: { w: { shape: [values.length], data } },
        steps: [{ grads: { w: data } }],
      });
      expect(sent.params.w!.data).toEqual(values);
      const answered = runReplySchema.parse({ steps: [{ params: { w: data } }] });
      expect("steps" in answered && answered.steps[0]!.params.w).toEqual(values);
    }),
  );
});
