import { describe } from "../../messages/describe.ts";
import { fail } from "../checkpoint-error.ts";
import type { Json } from "../json/json.ts";
import { printInline } from "../json/print.ts";
import { elementCount } from "../safetensors/read-header.ts";
import type { ForeignArray, ForeignState } from "./arrays.ts";
import { PersistentId, type Pickled, PythonCall, PythonName, readPickle } from "./pickle.ts";
import { readZip } from "./zip.ts";

const storages = {
  "torch FloatStorage": Float32Array,
  "torch DoubleStorage": Float64Array,
  "torch IntStorage": Int32Array,
  "torch LongStorage": BigInt64Array,
} as const;

/** Everything that a state of an optimizer may name. */
const names = [
  ...Object.keys(storages),
  "torch._utils _rebuild_tensor_v2",
  "torch._utils _rebuild_parameter",
  "collections OrderedDict",
];

/** Where programs usually put the two parts. */
const optimizerKeys = ["optimizer", "optimizer_state_dict", "optim"];
const modelKeys = ["model", "model_state_dict", "state_dict", "params"];

/**
 * Reads a file of `torch.save`: `optimizer.state_dict()`, or a dictionary with it under `optimizer` and the parameters under
 * `model` (or the usual names for these). Nothing in the file is executed.
 * @throws CheckpointError `syntax` for anything but plain data and tensors, `checksum`, `limit`, `field`.
 */
export function readTorch(bytes: Uint8Array, path = "file"): ForeignState {
  const files = readZip(bytes, path);
  const pickle = [...files.keys()].find((name) => name.endsWith("/data.pkl"));
  if (pickle === undefined) return fail("syntax", path, "data.pkl in the archive", "none");
  const folder = pickle.slice(0, -"data.pkl".length);
  const order = files.get(`${folder}byteorder`);
  if (order !== undefined && String.fromCharCode(...order.subarray(0, 10)) !== "little")
    fail("field", `${path}: byteorder`, "little", "another");
  const root = readPickle(files.get(pickle)!, names, `${path}: ${pickle}`);
  const state = get(root, "state") === undefined ? part(root, optimizerKeys) : root;
  if (get(state, "state") === undefined || get(state, "param_groups") === undefined)
    return fail("field", path, "the state of an optimizer", "none");
  const arrays = new Map<string, ForeignArray>();
  const take = (key: string, value: Pickled): void => {
    const array = arrayOf(value, folder, files, `${path}: ${key}`);
    if (array !== undefined) arrays.set(key, array);
  };
  for (const [index, fields] of entries(get(state, "state")))
    for (const [field, value] of entries(fields)) take(`state.${index}.${field}`, value);
  const model = state === root ? undefined : part(root, modelKeys);
  for (const [name, value] of entries(model)) take(`param.${name}`, value);
  const parameters = entries(model).map(([name]) => String(name));
  return {
    metadata: {
      param_groups: printInline(toJson(get(state, "param_groups")!), "param_groups"),
      ...(parameters.length === 0 ? {} : { names: printInline(parameters, "names") }),
    },
    arrays,
  };
}

function get(value: Pickled | undefined, key: string): Pickled | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

function part(root: Pickled, keys: readonly string[]): Pickled | undefined {
  return keys.map((key) => get(root, key)).find((value) => value !== undefined);
}

function entries(value: Pickled | undefined): [Pickled, Pickled][] {
  return value instanceof Map ? [...value] : [];
}

/** A tensor; undefined for what is none, such as a momentum buffer that is None. */
function arrayOf(
  value: Pickled,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
): ForeignArray | undefined {
  if (typeof value === "number") return { shape: [], values: Float64Array.of(value) };
  if (!(value instanceof PythonCall)) return undefined;
  if (value.name === "torch._utils _rebuild_parameter")
    return arrayOf(value.args[0] ?? null, folder, files, path);
  const [storage, offset, shape, stride] = value.args;
  const [kind, type, key, , count] =
    storage instanceof PersistentId && Array.isArray(storage.id) ? storage.id : [];
  const bad = (what: string): never => fail("field", path, "a tensor", what);
  if (kind !== "storage" || !(type instanceof PythonName) || !Object.hasOwn(storages, type.name))
    return bad("another type of storage");
  if (!isCounts(shape) || !isCounts(stride) || !isCounts([offset, count]))
    return bad("sizes that are no whole numbers");
  const data = files.get(`${folder}data/${key}`) ?? bad("no data");
  const Numbers = storages[type.name as keyof typeof storages];
  const length = elementCount(shape, path);
  if (
    data.length !== (count as number) * Numbers.BYTES_PER_ELEMENT ||
    (offset as number) + length > (count as number)
  )
    return bad(`${data.length} bytes for ${length} numbers from ${offset} on`);
  const steps = shape.map((_, index) => shape.slice(index + 1).reduce((product, size) => product * size, 1));
  if (length > 1 && shape.some((size, index) => size > 1 && steps[index] !== stride[index]))
    return bad("one that is not contiguous");
  const begin = (offset as number) * Numbers.BYTES_PER_ELEMENT;
  const { buffer } = new Uint8Array(data.subarray(begin, begin + length * Numbers.BYTES_PER_ELEMENT));
  return { shape: [...shape], values: new Numbers(buffer) };
}

function isCounts(value: Pickled | undefined | (Pickled | undefined)[]): value is number[] {
  return (
    Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && (count as number) >= 0)
  );
}

/** Plain data as JSON; a tensor in it (a learning rate may be one) is not plain. */
function toJson(value: Pickled, depth = 0): Json {
  if (depth > 8) return fail("limit", "param_groups", "at most 8 levels", "more");
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), toJson(item, depth + 1)]));
  return typeof value === "object" && value !== null
    ? fail("field", "param_groups", "plain data", describe(value))
    : value;
}
