import { apiReport } from "./api-report.ts";
import { sizes } from "./budgets.ts";
import { publintCheck, typesCheck } from "./linters.ts";
import { manifestCheck } from "./manifest.ts";
import type { Check } from "./published.ts";
import { sourceMaps } from "./source-maps.ts";
import { tarball } from "./tarball.ts";

/** Everything that a package has to have before it is published, cheap checks in front. */
export const checks: readonly Check[] = [
  tarball,
  manifestCheck,
  sourceMaps,
  sizes,
  publintCheck,
  typesCheck,
  apiReport,
];
