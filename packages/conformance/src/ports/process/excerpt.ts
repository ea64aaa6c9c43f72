const longest = 120;
const decoder = new TextDecoder();

/** The beginning of a line, quoted for a message; bytes that are not UTF-8 show as U+FFFD. */
export function excerpt(line: Uint8Array): string {
  const text = JSON.stringify(decoder.decode(line.subarray(0, longest)));
  return line.length > longest ? `${text}… (${line.length} bytes)` : text;
}

/** Keeps the end of what a port logs. */
export interface LogTail {
  add(bytes: Buffer): void;
  /** The last lines as the end of a message, or nothing where nothing was logged. */
  message(): string;
}

/** @param bytes - how much is kept. */
export function logTail(bytes = 4096): LogTail {
  let kept = Buffer.alloc(0);
  return {
    add(more) {
      kept = Buffer.concat([kept, more.subarray(-bytes)]).subarray(-bytes);
    },
    message() {
      const lines = decoder.decode(kept).trimEnd().split(/\r?\n/).slice(-12);
      return lines.join("").trim() === ""
        ? ""
        : `\nIts standard error ended with:\n${lines.map((line) => `  ${line}`).join("\n")}`;
    },
  };
}
