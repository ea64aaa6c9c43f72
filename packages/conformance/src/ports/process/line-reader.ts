/** Cuts a stream of bytes into lines, whatever the pieces in which it arrives. */
export interface LineReader {
  /**
   * Takes the next bytes.
   * @returns the lines that they complete, without LF or CRLF; or "too long" when a line exceeds the limit.
   */
  push(bytes: Uint8Array): readonly Buffer[] | "too long";
  /** The bytes since the last line's end; only read. */
  rest(): Buffer;
}

const newline = 10;
const carriageReturn = 13;

/** @param longest - the limit of a line, in bytes; no more than about twice as much is ever held. */
export function lineReader(longest: number): LineReader {
  // One growing buffer rather than a list: a port may write a byte at a time.
  let held = Buffer.allocUnsafe(1024);
  let length = 0;

  const append = (bytes: Uint8Array): boolean => {
    if (length + bytes.length > longest) return false;
    if (length + bytes.length > held.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * held.length, length + bytes.length));
      held.copy(larger, 0, 0, length);
      held = larger;
    }
    held.set(bytes, length);
    length += bytes.length;
    return true;
  };

  return {
    push(bytes) {
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
        if (!append(bytes.subarray(from, end))) return "too long";
        const text = length > 0 && held[length - 1] === carriageReturn ? length - 1 : length;
        lines.push(Buffer.from(held.subarray(0, text)));
        length = 0;
        from = end + 1;
      }
      return append(bytes.subarray(from)) ? lines : "too long";
    },
    rest: () => held.subarray(0, length),
  };
}
