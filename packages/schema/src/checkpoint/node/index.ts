export { inspect, type LoadFileOptions, load, read, resume, verify } from "./load.ts";
export { type Opened, openCheckpoint } from "./open.ts";
export { type Progress, type SaveOptions, save } from "./save.ts";
export type { Storage, WritableFile } from "./storage.ts";
export { checkpointStore, type Entry, type PassedOver, type Store, type StoreOptions } from "./store.ts";
