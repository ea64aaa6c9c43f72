import { encodeNumber } from "../../numbers/number.ts";
import type { Manifest, ManifestJson } from "./manifest.ts";

/** The JSON of a manifest; its fields stand in the order of the format's page. */
export function manifestJson(manifest: Manifest): ManifestJson {
  const { format, version, writer, program, dtype, t, skipped, config, groups, params, theta, metadata } =
    manifest;
  return {
    format,
    version,
    writer,
    program,
    dtype,
    t,
    skipped,
    config: encoded(config) as ManifestJson["config"],
    groups: groups.map(({ name, params: members, config: own, schedules, scalars }) => ({
      name,
      params: members,
      config: encoded(own) as ManifestJson["config"],
      schedules,
      scalars: encoded(scalars),
    })),
    params: params.map(({ name, shape }) => ({ name, shape })),
    theta,
    metadata,
  };
}

function encoded(values: Readonly<Record<string, number>>): Record<string, ReturnType<typeof encodeNumber>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeNumber(value)]));
}
