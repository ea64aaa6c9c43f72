import { CheckpointError } from "../checkpoint-error.ts";

/** Does something with a file; what the file system refuses becomes a CheckpointError `file` that names it. */
export async function onFile<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isFileError(error)) throw error;
    const { code, syscall = "access" } = error;
    throw new CheckpointError(
      "file",
      [{ path, expected: `to ${syscall} it`, got: reasons[code] ?? `${code}: ${error.message}` }],
      { cause: error },
    );
  }
}

/** Whether the file system refused because there is no such file. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof CheckpointError && (error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT"
  );
}

function isFileError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "errno" in error && "code" in error;
}

/** What the usual codes mean. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: "ENOENT: there is no such file or folder",
  EACCES: "EACCES: permission denied",
  EPERM: "EPERM: permission denied",
  EROFS: "EROFS: the file system is read-only",
  ENOSPC: "ENOSPC: the disk is full",
  EDQUOT: "EDQUOT: the quota is used up",
  EFBIG: "EFBIG: the file would be larger than allowed",
  ELOOP: "ELOOP: a loop of symbolic links, or one where none may be",
  ENOTDIR: "ENOTDIR: a part of the path is no folder",
  EISDIR: "EISDIR: a folder",
  EIO: "EIO: the device failed",
};
