import fc from "fast-check";
import { expect, test } from "vitest";
import { lineReader } from "../../src/ports/process/line-reader.ts";

/** Bytes with line ends in them often. */
const stream = fc.array(fc.oneof(fc.constantFrom(10, 13), fc.integer({ min: 0, max: 255 })), {
  maxLength: 200,
});

test("lines are the same whatever the pieces in which bytes arrive", () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(200), { maxLength: 20 }), (bytes, cuts) => {
      const reader = lineReader(1000);
      const points = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const lines: string[] = [];
      for (let i = 1; i < points.length; i++) {
        const found = reader.push(Uint8Array.from(bytes.slice(points[i - 1], points[i])));
        if (found === "too long") throw new Error("too long");
        lines.push(...found.map((line) => line.toString("latin1")));
      }
      const parts = Buffer.from(bytes).toString("latin1").split("\n");
      expect(reader.rest().toString("latin1")).toBe(parts.pop());
      expect(lines).toEqual(parts.map((part) => part.replace(/\r$/, "")));
    }),
  );
});

test("a line above the limit is refused, one at the limit is not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 700 }), (limit, piece) => {
      const reader = lineReader(limit);
      const feed = (count: number): readonly Buffer[] | "too long" => {
        let result: readonly Buffer[] | "too long" = [];
        for (let sent = 0; sent < count && result !== "too long"; sent += piece)
          result = reader.push(Buffer.alloc(Math.min(piece, count - sent), "x"));
        return result;
      };
      expect(feed(limit)).toEqual([]);
      expect(reader.push(Buffer.from("\n"))).toMatchObject([{ length: limit }]);
      expect(feed(limit + 1)).toBe("too long");
    }),
  );
});
