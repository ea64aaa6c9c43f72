import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "../../src/checkpoint/sha256.ts";

function digest(...parts: Uint8Array[]): string {
  const hash = sha256();
  for (const part of parts) hash.update(part);
  return hash.hex();
}

it("has the digests of FIPS 180-4", () => {
  const of = (text: string): string => digest(new TextEncoder().encode(text));
  expect(of("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(of("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("agrees with OpenSSL's at every length around a block, and however the bytes are cut", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => index * 7);
    expect(digest(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
  }
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
      expect(digest(...parts)).toBe(createHash("sha256").update(Buffer.concat(parts)).digest("hex"));
    }),
  );
});
