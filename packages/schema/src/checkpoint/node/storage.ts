import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";

/** What saving asks of a file system; a test puts one in its place that fails, or stops, at any call. */
export interface Storage {
  readonly mkdir: (path: string) => Promise<void>;
  /** Makes a file that is not there yet. */
  readonly create: (path: string) => Promise<WritableFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** The text of a file; empty where there is none. */
  readonly text: (path: string) => Promise<string>;
  readonly list: (path: string) => Promise<string[]>;
  /** Makes the names in a folder as durable as the files. */
  readonly syncFolder: (path: string) => Promise<void>;
}

/** A file that is being written. */
export interface WritableFile {
  /** Writes all the bytes at a position. */
  readonly write: (bytes: Uint8Array, at: number) => Promise<void>;
  /** Waits until everything is on the disk. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The file system of Node. */
export const nodeStorage: Storage = {
  mkdir: async (path) => void (await mkdir(path, { recursive: true })),
  create: async (path) => writable(await open(path, "wx", 0o666)),
  rename,
  remove: (path) => rm(path, { force: true }),
  text: (path) => readFile(path, "utf8").catch(() => ""),
  list: (path) => readdir(path),
  async syncFolder(path) {
    // Windows has no handles of folders that could be synced, and needs none.
    if (process.platform === "win32") return;
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function writable(handle: FileHandle): WritableFile {
  return {
    async write(bytes, at) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}
