import type { Streams } from "./command.ts";

/** One line on stderr that is rewritten while cases run; nothing where no terminal reads along. */
export function progressLine(
  { err, interactive }: Streams,
  quiet: boolean,
  name: string,
): { update(done: number, planned: number, id: string): void; clear(): void } {
  if (quiet || !interactive) return { update: () => {}, clear: () => {} };
  let shown = 0;
  return {
    update(done, planned, id) {
      const now = performance.now();
      if (now - shown < 80) return;
      shown = now;
      err(`\r\x1b[2K${name}: case ${done + 1} of ${planned} (${id})`);
    },
    clear() {
      if (shown > 0) err("\r\x1b[2K");
    },
  };
}
