import type { Port } from "../ports/port.ts";
import { PortError } from "../ports/port-error.ts";

/**
 * Holds a port's claims to those that its users count on, so that claims cannot shrink unseen.
 * @param required - rules, each with or without a type: `adam`, `adam/f32`.
 * @throws PortError of the kind reply naming the first claim that is missing.
 */
export function requireClaims({ port, claims }: Port, required: readonly string[]): void {
  for (const wanted of required) {
    const [rule, dtype] = wanted.split("/");
    const claim = claims.find((candidate) => candidate.rule === rule);
    if (claim === undefined || (dtype !== undefined && !claim.dtypes.some((own) => own === dtype)))
      throw new PortError(
        "reply",
        `${port.name}: expected a claim of ${wanted}, got ${claims.map(({ rule: name, dtypes }) => `${name}/${dtypes.join("+")}`).join(", ") || "none"}`,
      );
  }
}
