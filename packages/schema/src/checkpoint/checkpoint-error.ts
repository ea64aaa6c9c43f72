import type { z } from "zod";

/**
 * What went wrong with a checkpoint, coarsely enough to act on.
 * - `syntax`: the bytes are no checkpoint, or a damaged one;
 * - `checksum`: they are one, but not as it was written;
 * - `newer`: a later version of this package wrote it;
 * - `field`: a part of the manifest has the wrong form, or contradicts another;
 * - `limit`: it is larger than this package will read;
 * - `mismatch`: it does not fit the optimizer; `issues` has every difference;
 * - `changed`: the optimizer made a step while it was being saved;
 * - `file`: the file system refused; `cause` is its error.
 */
export type CheckpointErrorCode =
  | "syntax"
  | "checksum"
  | "newer"
  | "field"
  | "limit"
  | "mismatch"
  | "changed"
  | "file";

/** One thing that is wrong. */
export interface CheckpointIssue {
  /** Where, such as `params.w.shape` or the name of a file. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  /** For a mismatch: the opt-in that would accept it; absent where nothing would. */
  readonly allow?: string;
}

/** A checkpoint that cannot be written, read or loaded; the message has one line per issue. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly code: CheckpointErrorCode;
  readonly issues: readonly CheckpointIssue[];

  constructor(code: CheckpointErrorCode, issues: readonly CheckpointIssue[], options?: ErrorOptions) {
    const lines = issues
      .slice(0, mostLines)
      .map(
        ({ path, expected, got, allow }) =>
          `${path}: expected ${expected}, got ${got}${allow === undefined ? "" : `; allow: ["${allow}"] accepts it`}`,
      );
    const more = issues.length - lines.length;
    super([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n"), options);
    this.code = code;
    this.issues = issues;
  }
}

/** Lines of a message; `issues` has them all. */
const mostLines = 20;

/** Throws the error for one issue. */
export function fail(code: CheckpointErrorCode, path: string, expected: string, got: string): never {
  throw new CheckpointError(code, [{ path, expected, got }]);
}

/** The issues of a schema in this package's form. */
export function issuesOf(
  { issues }: z.ZodError,
  path: string,
): { path: string; expected: string; got: string }[] {
  return issues.map((issue) => {
    const [, expected, got] = /^expected (.*), got (.*)$/s.exec(issue.message) ?? [];
    return {
      path: [path, ...issue.path.map(String)].join("."),
      expected: expected ?? issue.message,
      got: got ?? "something else",
    };
  });
}
