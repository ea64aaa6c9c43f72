import { describe } from "../../messages/describe.ts";
import { decodeUtf8 } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { limits } from "../limits.ts";

/** The name of a Python function or class in a pickle; it is a name here, and never called. */
export class PythonName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A call that a pickle asks for; it is data here. */
export class PythonCall {
  readonly name: string;
  readonly args: readonly Pickled[];
  constructor(name: string, args: readonly Pickled[]) {
    this.name = name;
    this.args = args;
  }
}

/** A reference to data outside of the pickle. */
export class PersistentId {
  readonly id: Pickled;
  constructor(id: Pickled) {
    this.id = id;
  }
}

/** What a pickle of plain data can hold. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Pickled[]
  | Map<Pickled, Pickled>
  | PythonName
  | PythonCall
  | PersistentId;

/**
 * Reads a pickle of protocol 2 to 5 made of plain data, without running anything: an opcode or a name that is not listed
 * is refused.
 * @param names - `module name` of the functions that calls may name.
 * @throws CheckpointError `syntax` or `limit`.
 */
export function readPickle(bytes: Uint8Array, names: readonly string[], path: string): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: Pickled[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Pickled>();
  let at = 0;
  const take = (length: number): number => {
    if (at + length > bytes.length) fail("syntax", path, "a pickle", "its end too soon");
    at += length;
    return at - length;
  };
  const text = (length: number): string => {
    const begin = take(length);
    return decodeUtf8(bytes.subarray(begin, begin + length), path);
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) fail("syntax", path, "a line", "the end");
    const found = text(end - at);
    at++;
    return found;
  };
  const pop = (): Pickled => {
    if (stack.length <= (marks.at(-1) ?? 0)) fail("syntax", path, "a pickle", "an empty stack");
    return stack.pop()!;
  };
  const sinceMark = (): Pickled[] => stack.splice(marks.pop() ?? fail("syntax", path, "a mark", "none"));
  const top = (): Pickled => stack.at(-1) ?? fail("syntax", path, "a value", "none");
  const put = (index: number): void => void memo.set(index, top());
  const get = (index: number): void => {
    if (!memo.has(index)) fail("syntax", path, "a value that was kept", "none");
    stack.push(memo.get(index)!);
  };
  const append = (items: readonly Pickled[]): void => {
    const list = top();
    if (!Array.isArray(list)) fail("syntax", path, "a list", "something else");
    else for (const item of items) list.push(item);
  };
  const setItems = (items: readonly Pickled[]): void => {
    const map = top();
    if (!(map instanceof Map) || items.length % 2 !== 0)
      fail("syntax", path, "a dictionary", "something else");
    else for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
  };
  const tuple = (count: number): void => {
    const items = Array.from({ length: count }, pop).reverse();
    stack.push(items);
  };
  const global = (name: string): void => {
    if (!names.includes(name)) fail("syntax", path, "plain data", `a call of ${describe(name)}`);
    stack.push(new PythonName(name));
  };
  const reduce = (): void => {
    const args = pop();
    const callee = pop();
    if (!(callee instanceof PythonName) || !Array.isArray(args))
      fail("syntax", path, "a call", "something else");
    // An ordered dictionary is filled afterwards, as a plain one.
    else if (callee.name === "collections OrderedDict" && args.length === 0) stack.push(new Map());
    else stack.push(new PythonCall(callee.name, args));
  };
  const long = (): void => {
    const length = view.getUint8(take(1));
    if (length > 8) fail("limit", path, "integers of at most 8 bytes", `${length}`);
    const begin = take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[begin + i]!);
    stack.push(Number(BigInt.asIntN(8 * length, value)));
  };
  const opcodes: Readonly<Record<number, () => void>> = {
    128: () => void take(1), // PROTO
    149: () => void take(8), // FRAME
    40: () => void marks.push(stack.length), // MARK
    125: () => void stack.push(new Map()), // EMPTY_DICT
    93: () => void stack.push([]), // EMPTY_LIST
    41: () => void stack.push([]), // EMPTY_TUPLE
    78: () => void stack.push(null), // NONE
    136: () => void stack.push(true), // NEWTRUE
    137: () => void stack.push(false), // NEWFALSE
    75: () => void stack.push(view.getUint8(take(1))), // BININT1
    77: () => void stack.push(view.getUint16(take(2), true)), // BININT2
    74: () => void stack.push(view.getInt32(take(4), true)), // BININT
    138: long, // LONG1
    71: () => void stack.push(view.getFloat64(take(8))), // BINFLOAT
    88: () => void stack.push(text(view.getUint32(take(4), true))), // BINUNICODE
    140: () => void stack.push(text(view.getUint8(take(1)))), // SHORT_BINUNICODE
    113: () => put(view.getUint8(take(1))), // BINPUT
    114: () => put(view.getUint32(take(4), true)), // LONG_BINPUT
    148: () => put(memo.size), // MEMOIZE
    104: () => get(view.getUint8(take(1))), // BINGET
    106: () => get(view.getUint32(take(4), true)), // LONG_BINGET
    97: () => append([pop()]), // APPEND
    101: () => append(sinceMark()), // APPENDS
    115: () => setItems([pop(), pop()].reverse()), // SETITEM
    117: () => setItems(sinceMark()), // SETITEMS
    133: () => tuple(1), // TUPLE1
    134: () => tuple(2), // TUPLE2
    135: () => tuple(3), // TUPLE3
    116: () => void stack.push(sinceMark()), // TUPLE
    99: () => global(`${line()} ${line()}`), // GLOBAL
    147: () => global([pop(), pop()].reverse().join(" ")), // STACK_GLOBAL
    82: reduce, // REDUCE
    81: () => void stack.push(new PersistentId(pop())), // BINPERSID
  };
  for (let steps = 0; ; steps++) {
    if (steps > 100 * limits.tensors) fail("limit", path, `at most ${100 * limits.tensors} opcodes`, "more");
    const opcode = view.getUint8(take(1));
    if (opcode === 46) break; // STOP
    const run = opcodes[opcode];
    if (run === undefined) fail("syntax", path, "opcodes of plain data", `opcode ${opcode}`);
    else run();
  }
  if (stack.length !== 1) fail("syntax", path, "one value", `${stack.length}`);
  return stack[0]!;
}
