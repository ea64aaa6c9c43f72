/** Bytes that are likely to matter somewhere. */
const interesting = [0x00, 0x01, 0x7f, 0x80, 0xff, ...Buffer.from('"{}[],:\\-019eE.n')];
const words = [
  "__proto__",
  "constructor",
  "1e999",
  "-0",
  "9007199254740993",
  "null",
  "[[[[",
  '"',
  "{}",
  '{"nan":"7fc00001"}',
  "\\ud800",
  "\u2028",
];

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;
const place = (bytes: Buffer, random: Random): number => Math.floor(random() * bytes.length);

/** The ways in which a file is damaged, or made hostile. */
export const mutations: Readonly<Record<string, Mutation>> = {
  bit(bytes, random) {
    const copy = Buffer.from(bytes);
    copy[place(bytes, random)]! ^= 1 << Math.floor(random() * 8);
    return copy;
  },
  byte(bytes, random) {
    const copy = Buffer.from(bytes);
    copy[place(bytes, random)] = interesting[Math.floor(random() * interesting.length)]!;
    return copy;
  },
  truncated: (bytes, random) => bytes.subarray(0, place(bytes, random)),
  extended: (bytes, random) =>
    Buffer.concat([
      bytes,
      Buffer.alloc(1 + Math.floor(random() * 20), interesting[Math.floor(random() * 5)]),
    ]),
  removed(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 30))]);
  },
  repeated(bytes, random) {
    const at = place(bytes, random);
    const end = at + 1 + Math.floor(random() * 60);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  },
  word(bytes, random) {
    const at = place(bytes, random);
    const word = Buffer.from(words[Math.floor(random() * words.length)]!);
    return Buffer.concat([
      bytes.subarray(0, at),
      word,
      bytes.subarray(random() < 0.5 ? at : at + word.length),
    ]);
  },
  number(bytes, random) {
    const text = bytes.toString("latin1");
    const numbers = [...text.matchAll(/\d+/g)];
    const { index, 0: digits } = numbers[Math.floor(random() * numbers.length)]!;
    const other = [
      "0",
      "1",
      "4",
      "8",
      "-1",
      "1.5",
      "4294967296",
      "1e300",
      "9007199254740992",
      `${Number(digits) + 1}`,
    ][Math.floor(random() * 10)]!;
    return Buffer.from(text.slice(0, index) + other + text.slice(index + digits.length), "latin1");
  },
  spliced(bytes, random, other) {
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
  },
};
