import { verify } from "@optspec/schema/node";
import type { Action } from "../checkpoint.ts";
import { exitCodes } from "../exit-codes.ts";

/** `optspec checkpoint verify`: reads every byte and holds it to the digests. */
export const verifyCheckpoint: Action = {
  paths: ["checkpoint"],
  async run([path], { json }, { out, err, interactive }) {
    let shown = 0;
    const manifest = await verify(path!, (done, total) => {
      const percent = Math.floor((100 * done) / total);
      if (interactive && percent > shown) err(`\r\x1b[2K${path}: ${percent} %`);
      shown = percent;
    });
    if (interactive) err("\r\x1b[2K");
    const { t, dtype, params } = manifest;
    out(
      json === true
        ? `${JSON.stringify({ ok: true, t, dtype, params: params.length }, null, 2)}\n`
        : `${path}: whole, as it was written; ${params.length} parameter(s) after ${t} update(s)\n`,
    );
    return exitCodes.conformant;
  },
};
