import { adagradDefinitions } from "./adagrad.ts";
import { adamDefinitions } from "./adam.ts";
import { adamaxDefinitions } from "./adamax.ts";
import { decayDefinitions } from "./decay.ts";
import type { Definition } from "./definition.ts";
import { gdDefinitions } from "./gd.ts";
import { momentumDefinitions } from "./momentum.ts";
import { rmspropDefinitions } from "./rmsprop.ts";

/** Every golden fixture, rule by rule; `npm run fixtures` computes what they expect. */
export const definitions: readonly Definition[] = [
  ...gdDefinitions,
  ...momentumDefinitions,
  ...adagradDefinitions,
  ...rmspropDefinitions,
  ...adamDefinitions,
  ...adamaxDefinitions,
  ...decayDefinitions,
];
