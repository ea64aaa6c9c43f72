import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import type { Storage, WritableFile } from "./storage.ts";

/**
 * Writes a file that appears under its name only once it is whole and on the disk: a file beside it, fsync, rename, fsync of
 * the folder. If anything fails, the name still has what it had (CKPT-21).
 */
export async function writeAtomically(
  path: string,
  storage: Storage,
  write: (file: WritableFile) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), temporaryName(basename(path)));
  try {
    await writeDurably(temporary, storage, write);
    await storage.rename(temporary, path);
  } catch (error) {
    // The first error is the one to report.
    await storage.remove(temporary).catch(() => {});
    throw error;
  }
  await storage.syncFolder(dirname(path));
}

/** Writes a new file and waits until it is on the disk. */
export async function writeDurably(
  path: string,
  storage: Storage,
  write: (file: WritableFile) => Promise<void>,
): Promise<void> {
  const file = await storage.create(path);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

const pattern = /^\..+\.(\d+)-[0-9a-f]{16}\.tmp$/s;

function temporaryName(name: string): string {
  return `.${name}.${process.pid}-${randomBytes(8).toString("hex")}.tmp`;
}

/**
 * Removes what processes left behind that ended while they were saving `name`. One that still runs keeps its file.
 * Whatever cannot be removed stays.
 */
export async function removeLeftovers(folder: string, name: string, storage: Storage): Promise<void> {
  for (const file of await storage.list(folder)) {
    const writer = file.startsWith(`.${name}.`) ? pattern.exec(file)?.[1] : undefined;
    if (writer !== undefined && !isRunning(Number(writer)))
      await storage.remove(join(folder, file)).catch(() => {});
  }
}

/** Whether a process of this machine runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
